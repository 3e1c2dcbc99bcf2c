namespace Troupe.Cli.Lines;

/// <summary>A set of item numbers that is small where they are dense: about a quarter of a byte each.</summary>
internal sealed class ItemSet
{
    private readonly Dictionary<long, ulong> _pages = [];

    public bool IsEmpty => _pages.Count == 0;

    public bool Contains(long item) => _pages.TryGetValue(item >> 6, out var page) && (page & Bit(item)) != 0;

    public void Add(long item) => _pages[item >> 6] = _pages.GetValueOrDefault(item >> 6) | Bit(item);

    private static ulong Bit(long item) => 1UL << (int)(item & 63);
}
