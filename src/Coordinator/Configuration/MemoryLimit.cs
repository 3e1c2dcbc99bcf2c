using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Troupe.Configuration;
using Troupe.Processes.ControlGroups;

namespace Troupe;

/// <summary>
/// How much memory one worker may hold: a number of bytes, or a share of the memory that this process may use, which is the limit of its
/// container, and without one the machine's. A number converts by itself: <c>options.HardMemoryLimit = 1L &lt;&lt; 30</c>. Immutable.
/// </summary>
/// <remarks>In files and on command lines: <c>1073741824</c>, <c>1 GiB</c>, or <c>25%</c>.</remarks>
[TypeConverter(typeof(MemoryLimitConverter))]
public readonly record struct MemoryLimit : IParsable<MemoryLimit>
{
    internal const string Expected =
        "a size, such as 512 MiB, 1g or a number of bytes, or a share of the container's or else the machine's memory, such as 25%";

    private MemoryLimit(long? bytes, double? share) => (Bytes, Share) = (bytes, share);

    /// <summary>The number of bytes; null when it is a share.</summary>
    public long? Bytes { get; }

    /// <summary>The share, above 0 and at most 1; null when it is a number of bytes.</summary>
    public double? Share { get; }

    /// <summary>A number of bytes.</summary>
    public static MemoryLimit OfBytes(long bytes) => new(bytes, null);

    /// <summary>
    /// A share, for each worker: with 0.2 and four workers these hold four fifths of the container's memory at most. The container's
    /// limit is read once in a program's life.
    /// </summary>
    /// <param name="share">Above 0, and at most 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public static MemoryLimit OfShare(double share) => share is > 0 and <= 1
        ? new MemoryLimit(null, share)
        : throw new ArgumentOutOfRangeException(nameof(share), share, $"A share of the memory is above 0 and at most 1, not {share}.");

    /// <summary>A number of bytes.</summary>
    public static implicit operator MemoryLimit(long bytes) => OfBytes(bytes);

    /// <summary>Reads a number of bytes, with or without a unit (<c>512 MiB</c>, <c>1g</c>), or a share (<c>25%</c>).</summary>
    /// <param name="s">The text.</param>
    /// <param name="provider">Not used: the spelling is the same in all languages.</param>
    /// <exception cref="FormatException">It is neither.</exception>
    public static MemoryLimit Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var limit)
            ? limit
            : throw new FormatException($"'{s}' is no memory limit; it must be {Expected}.");

    /// <summary>Reads what <see cref="Parse"/> reads.</summary>
    /// <param name="s">The text.</param>
    /// <param name="provider">Not used.</param>
    /// <param name="result">The limit.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out MemoryLimit result)
    {
        result = default;
        var text = s?.Trim() ?? "";
        try
        {
            if (text.EndsWith('%'))
            {
                const NumberStyles style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite;
                result = OfShare(double.Parse(text[..^1], style, CultureInfo.InvariantCulture) / 100);
            }
            else
            {
                result = ByteSize.Parse(text);
            }
            return true;
        }
        catch (Exception error) when (error is FormatException or OverflowException or ArgumentOutOfRangeException)
        {
            return false;
        }
    }

    /// <summary>The bytes as a number, or the share as <c>25%</c>: what <see cref="Parse"/> reads.</summary>
    public override string ToString() => Share is { } share
        ? string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.######}%")
        : (Bytes ?? 0).ToString(CultureInfo.InvariantCulture);

    /// <summary>In bytes, on this machine and in this container.</summary>
    internal long InBytes => Bytes ?? (long)((Share ?? 0) * UsableMemory.Bytes);

    /// <summary>For errors: a share with what it comes to.</summary>
    internal string Explained => Share is null
        ? ToString()
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{this}, which is {InBytes >> 20} MiB of the {UsableMemory.Bytes >> 20} MiB that this {UsableMemory.Owner} has");
}
