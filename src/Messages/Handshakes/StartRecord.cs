namespace Troupe.Messages.Handshakes;

/// <summary>
/// What a worker process is told through its standard input before it may connect. The token goes this way and no other:
/// a command line is readable by all users and an environment is inherited by grandchildren and kept in dumps.
/// </summary>
/// <param name="Token">The secret of this incarnation, 32 bytes, burnt with its first use.</param>
/// <param name="Slot">The worker's slot in the pool.</param>
/// <param name="Generation">Which incarnation of the slot it is.</param>
/// <param name="ParentPid">The process that must live for the worker to live.</param>
/// <param name="SocketPath">Where the coordinator listens.</param>
/// <param name="FlightPath">The worker's flight record.</param>
internal sealed record StartRecord(byte[] Token, int Slot, int Generation, int ParentPid, string SocketPath, string FlightPath)
{
    /// <summary>Bytes of a token.</summary>
    public const int TokenSize = 32;

    private const int LongestRecord = 16 * 1024;

    /// <summary>Encodes the record with its length in front.</summary>
    /// <returns>The bytes for the worker's standard input.</returns>
    public byte[] Encode()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(0);
        writer.Write(Token);
        writer.Write(Slot);
        writer.Write(Generation);
        writer.Write(ParentPid);
        writer.Write(SocketPath);
        writer.Write(FlightPath);
        stream.Position = 0;
        writer.Write((int)stream.Length - sizeof(int));
        return stream.ToArray();
    }

    /// <summary>Reads a record.</summary>
    /// <param name="input">The worker's standard input.</param>
    /// <returns>The record; null when the input ended first, which means that the parent is gone.</returns>
    /// <exception cref="InvalidDataException">The bytes are no start record.</exception>
    public static StartRecord? Read(Stream input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Span<byte> prefix = stackalloc byte[sizeof(int)];
        if (input.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false) < prefix.Length)
            return null;
        var length = BitConverter.ToInt32(prefix);
        if (length is < TokenSize or > LongestRecord)
            throw new InvalidDataException($"A start record of {length} bytes came in; it was not written by a Troupe coordinator.");
        var bytes = new byte[length];
        if (input.ReadAtLeast(bytes, length, throwOnEndOfStream: false) < length)
            return null;
        try
        {
            using var reader = new BinaryReader(new MemoryStream(bytes));
            return new StartRecord(
                reader.ReadBytes(TokenSize),
                reader.ReadInt32(),
                reader.ReadInt32(),
                reader.ReadInt32(),
                reader.ReadString(),
                reader.ReadString());
        }
        catch (Exception error) when (error is IOException or FormatException)
        {
            throw new InvalidDataException($"The start record that came in cannot be read: {error.Message}", error);
        }
    }
}
