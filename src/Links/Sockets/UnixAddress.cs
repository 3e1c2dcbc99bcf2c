using System.Text;

namespace Troupe.Links.Sockets;

/// <summary>struct sockaddr_un.</summary>
internal static class UnixAddress
{
    /// <summary>More than any system's: 110 bytes on Linux, 106 on macOS.</summary>
    public const int MaximumSize = 110;

    private const int PathOffset = 2;

    /// <summary>Writes the address of a path.</summary>
    /// <returns>How many bytes it has.</returns>
    /// <exception cref="IOException">The path is longer than an address holds.</exception>
    public static int Write(string path, Span<byte> destination)
    {
        destination.Clear();
        var longest = OperatingSystem.IsMacOS() ? 103 : 107;
        var length = Encoding.UTF8.GetByteCount(path);
        if (length > longest)
            throw new IOException($"The path of a socket may have {longest} bytes; {path} has {length}. Set TMPDIR to a shorter folder.");
        Encoding.UTF8.GetBytes(path, destination[PathOffset..]);
        var size = PathOffset + length + 1;
        // Linux begins with the family in two bytes, macOS with the length and the family in one each.
        destination[0] = OperatingSystem.IsMacOS() ? (byte)size : (byte)UnixCalls.UnixFamily;
        destination[1] = OperatingSystem.IsMacOS() ? (byte)UnixCalls.UnixFamily : (byte)0;
        return size;
    }
}
