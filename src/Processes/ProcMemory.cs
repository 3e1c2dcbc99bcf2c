using System.Buffers.Text;
using Troupe.Platform.Systems;

namespace Troupe.Processes;

/// <summary>Reads from Linux' /proc what a process holds of the machine's memory.</summary>
internal static class ProcMemory
{
    /// <summary>Null when there is no such process, or it is a zombie, which no longer holds memory.</summary>
    internal static ProcessMemory? Read(int pid)
    {
        Span<byte> buffer = stackalloc byte[4096];
        var text = ProcFile.Read(pid, "status", buffer);
        return Field(text, "VmRSS:"u8) is { } resident
            ? new ProcessMemory(resident, Field(text, "RssAnon:"u8) ?? resident, Field(text, "VmHWM:"u8) ?? resident)
            : null;
    }

    private static long? Field(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        var at = text.IndexOf(name);
        return at >= 0 && Utf8Parser.TryParse(text[(at + name.Length)..].TrimStart("\t "u8), out long kibibytes, out _)
            ? kibibytes * 1024
            : null;
    }
}
