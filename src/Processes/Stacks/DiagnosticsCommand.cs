using System.Buffers.Binary;
using System.Text;

namespace Troupe.Processes.Stacks;

/// <summary>
/// The two commands of .NET's diagnostics protocol that are needed, as bytes: 14 bytes "DOTNET_IPC_V1\0", size, set,
/// command, two reserved bytes, payload.
/// </summary>
internal static class DiagnosticsCommand
{
    /// <summary>Header and number of the session.</summary>
    public const int CollectAnswerSize = HeaderSize + sizeof(ulong);

    private const int HeaderSize = 20;
    private const byte EventPipeSet = 2;
    private const byte StopCommand = 1;

    /// <summary>The version of the command that lets the caller choose what is told at the session's end; since .NET 9.</summary>
    private const byte CollectCommand = 5;

    private const uint BufferMegabytes = 16;
    private const uint NetTraceFormat = 1;

    /// <summary>At its end the session names methods, those compiled at run time and those compiled ahead, and nothing else.</summary>
    private const ulong MethodNames = 0x10 | 0x20;

    private const uint Informational = 4;

    private static ReadOnlySpan<byte> Magic => "DOTNET_IPC_V1\0"u8;

    /// <summary>Starts a session in which the runtime looks at all its threads again and again.</summary>
    public static byte[] Collect()
    {
        using var payload = new MemoryStream();
        using var writer = new BinaryWriter(payload);
        writer.Write(BufferMegabytes);
        writer.Write(NetTraceFormat);
        writer.Write(MethodNames);
        writer.Write(true); // Events carry their stacks.
        writer.Write(1);
        writer.Write(0UL);
        writer.Write(Informational);
        WriteText(writer, "Microsoft-DotNETCore-SampleProfiler");
        WriteText(writer, "");
        writer.Flush();
        return Frame(CollectCommand, payload.ToArray());
    }

    /// <summary>Ends a session: what is left of it follows, then the end of its stream.</summary>
    public static byte[] Stop(ulong session) => Frame(StopCommand, BitConverter.GetBytes(session));

    /// <summary>The number of the session that was started.</summary>
    /// <exception cref="InvalidDataException">The runtime refused, or is none.</exception>
    public static ulong SessionOf(ReadOnlySpan<byte> answer)
    {
        var started = answer.StartsWith(Magic) && answer[17] == 0;
        return started
            ? BinaryPrimitives.ReadUInt64LittleEndian(answer[HeaderSize..])
            : throw new InvalidDataException("The runtime starts no session.");
    }

    private static byte[] Frame(byte command, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[HeaderSize + payload.Length];
        Magic.CopyTo(frame);
        BinaryPrimitives.WriteUInt16LittleEndian(frame.AsSpan(14), (ushort)frame.Length);
        (frame[16], frame[17]) = (EventPipeSet, command);
        payload.CopyTo(frame.AsSpan(HeaderSize));
        return frame;
    }

    /// <summary>Length in characters with the closing zero, then the characters; an empty text is a length of zero.</summary>
    private static void WriteText(BinaryWriter writer, string text)
    {
        writer.Write(text.Length == 0 ? 0 : text.Length + 1);
        if (text.Length > 0)
            writer.Write(Encoding.Unicode.GetBytes(text + '\0'));
    }
}
