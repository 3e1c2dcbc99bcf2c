using System.Buffers.Text;

namespace Troupe.Platform.Systems;

/// <summary>Reads single facts from Linux' /proc without more than one open file and no allocation worth naming.</summary>
internal static class ProcFile
{
    /// <summary>State letter, process group and start time (clock ticks after boot) of one process.</summary>
    internal readonly record struct Stat(char State, int Group, long StartTime)
    {
        /// <summary>Zombie or dead: it will never run again, though its pid is still taken.</summary>
        internal bool IsDead => State is 'Z' or 'X' or 'x';
    }

    /// <summary>Null when there is no such process.</summary>
    internal static Stat? ReadStat(int pid)
    {
        Span<byte> buffer = stackalloc byte[1024];
        var text = Read(pid, "stat", buffer);

        // The second field is the program's name in brackets and may itself hold spaces and brackets.
        var end = text.LastIndexOf((byte)')');
        if (end < 0)
            return null;

        var state = '?';
        var group = 0;
        var field = 2;
        var rest = text[Math.Min(end + 2, text.Length)..];
        while (!rest.IsEmpty)
        {
            var blank = rest.IndexOf((byte)' ');
            var value = blank < 0 ? rest : rest[..blank];
            rest = blank < 0 ? default : rest[(blank + 1)..];
            switch (++field)
            {
                case 3:
                    state = (char)value[0];
                    break;
                case 5:
                    _ = Utf8Parser.TryParse(value, out group, out _);
                    break;
                case 22:
                    return Utf8Parser.TryParse(value, out long start, out _) ? new Stat(state, group, start) : null;
            }
        }

        return null;
    }

    /// <summary>What a file of a process's folder says; empty when there is no such process.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="name">The file.</param>
    /// <param name="buffer">Room for it; what is longer is cut off.</param>
    internal static ReadOnlySpan<byte> Read(int pid, string name, Span<byte> buffer)
    {
        try
        {
            using var file = File.OpenHandle($"/proc/{pid}/{name}");
            var length = 0;
            while (length < buffer.Length && RandomAccess.Read(file, buffer[length..], length) is > 0 and var count)
                length += count;

            return buffer[..length];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Gone before or while it was read (ENOENT, ESRCH), or hidden from us: no facts either way.
            return [];
        }
    }
}
