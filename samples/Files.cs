using System.Security.Cryptography;

namespace Troupe.Samples;

/// <summary>Work on files, for <c>troupe map</c>: one path a line.</summary>
public static class Files
{
    /// <summary>The SHA-256 hash of a file in lower-case hexadecimal digits, as sha256sum prints it.</summary>
    public static string Sha256(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>How many line feeds a file holds, as wc -l counts.</summary>
    public static long CountLines(string path)
    {
        using var file = File.OpenRead(path);
        var buffer = new byte[64 * 1024];
        var lines = 0L;
        while (file.Read(buffer) is var read and > 0)
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
        return lines;
    }
}
