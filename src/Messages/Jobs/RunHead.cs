using System.Buffers.Binary;

namespace Troupe.Messages.Jobs;

/// <summary>How a job is to be run.</summary>
[Flags]
internal enum RunFlags : byte
{
    /// <summary>A single call.</summary>
    None = 0,

    /// <summary>Many items for one function; skip and count follow.</summary>
    Chunk = 1,

    /// <summary>The items of the chunk are tuples, each the arguments of one call.</summary>
    TupleItems = 2,

    /// <summary>A time limit holds: the start of the job, and of each item, is noted in the flight record.</summary>
    Timed = 4,

    /// <summary>The items of the chunk are JSON texts with all arguments of a function called by name.</summary>
    JsonItems = 8,

    /// <summary>The items of the chunk are raw lines, the one string argument of a function called by name.</summary>
    TextItems = 16,

    /// <summary>Behind the arguments stands the caller's state that the job carries.</summary>
    Caller = 32,
}

/// <summary>The first 16 bytes of a Run message, before the arguments.</summary>
/// <param name="Function">The function's number on this link.</param>
/// <param name="Attempt">Which attempt at this job it is, from 1.</param>
/// <param name="Flags">How it is to be run.</param>
/// <param name="Skip">For a chunk: how many items at its start are settled already.</param>
/// <param name="Count">For a chunk: how many items there are, the skipped ones included.</param>
internal readonly record struct RunHead(int Function, ushort Attempt, RunFlags Flags, int Skip, int Count)
{
    /// <summary>Bytes of the head.</summary>
    public const int Size = 16;

    /// <summary>Writes the head.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteInt32LittleEndian(destination, Function);
        BinaryPrimitives.WriteInt32LittleEndian(destination[4..], Attempt | ((byte)Flags << 16));
        BinaryPrimitives.WriteInt32LittleEndian(destination[8..], Skip);
        BinaryPrimitives.WriteInt32LittleEndian(destination[12..], Count);
    }

    /// <summary>Reads the head.</summary>
    /// <param name="message">A Run message.</param>
    /// <returns>The head; null when the message is too short for one.</returns>
    public static RunHead? Read(ReadOnlySpan<byte> message)
    {
        if (message.Length < Size)
            return null;
        var second = BinaryPrimitives.ReadInt32LittleEndian(message[4..]);
        return new RunHead(
            BinaryPrimitives.ReadInt32LittleEndian(message),
            (ushort)second,
            (RunFlags)(byte)(second >> 16),
            BinaryPrimitives.ReadInt32LittleEndian(message[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(message[12..]));
    }
}
