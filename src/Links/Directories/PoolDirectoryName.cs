using System.Globalization;
using Troupe.Messages.Handshakes;

namespace Troupe.Links.Directories;

/// <summary>The name of a pool's directory, which says whose it is: <c>troupe-pid-starttime-random</c>.</summary>
internal readonly record struct PoolDirectoryName(int Pid, long StartTime)
{
    /// <summary>Matches the names, and perhaps others: parse what it finds.</summary>
    internal const string SearchPattern = "troupe-*";

    internal string WithSuffix(string random) =>
        $"troupe-{Pid}-{StartTime}-{random}"; // Numbers that are not negative look alike in all cultures.

    /// <summary>Null when the name is not one of a pool's directory.</summary>
    internal static PoolDirectoryName? Parse(string name)
    {
        var parts = name.Split('-');
        return parts is ["troupe", var pid, var start, { Length: 16 } random]
            && int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out var pidValue)
            && long.TryParse(start, NumberStyles.None, CultureInfo.InvariantCulture, out var startValue)
            && pidValue > 0
            && random.All(char.IsAsciiHexDigitLower)
            ? new PoolDirectoryName(pidValue, startValue)
            : null;
    }

    /// <summary>
    /// Takes the lock that the owner holds while it lives. Pid and start time alone would not do: containers that
    /// share a folder do not see each other's processes, and would delete each other's directories.
    /// </summary>
    /// <exception cref="IOException">Another process holds it.</exception>
    internal static FileStream Claim(string directory) => new(
        Path.Join(directory, PoolClaim.FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
}
