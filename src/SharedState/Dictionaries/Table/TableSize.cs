namespace Troupe.SharedState.Dictionaries.Table;

/// <summary>How large a table has to be, and when the next one pays.</summary>
internal struct TableSize
{
    /// <summary>A table that had this much written to it, in bytes, was worth its making: some hundred small values.</summary>
    public const int WellUsed = 4096;

    private const int Smallest = 256 * 1024;

    /// <summary>A table in which few values change often gets this large, so that the home has to empty it a few times in a second at
    /// most.</summary>
    private const int LargestOfLittle = 8 * 1024 * 1024;

    private const int Largest = 64 * 1024 * 1024;

    /// <summary>A message takes the time in which some 64 values are copied to a table and back.</summary>
    private const int CopiedInOneMessage = 64;

    /// <summary>A change of longer values than this costs more in untouched memory, some 3 µs for every 4 KiB, than a
    /// message.</summary>
    private const int LongOnAverage = 8 * 1024;

    private const long PriceForLong = 1024;
    private const long Cheapest = 16;
    private const long Dearest = 1 << 14;

    /// <summary>How many values there are.</summary>
    public int Count { get; private set; }

    /// <summary>What they take with their keys.</summary>
    public long Bytes { get; private set; }

    /// <summary>The longest key or value, in bytes.</summary>
    public int LongestPart { get; private set; }

    /// <summary>Whether a full table is to be followed by the next only after a while.</summary>
    public readonly bool IsOfLongValues => Bytes > (long)LongOnAverage * Count;

    public void Add(int key, int value)
    {
        Count++;
        Bytes += CellTable.SizeOf(key, value);
        LongestPart = Math.Max(LongestPart, Math.Max(key, value));
    }

    /// <summary>Bytes for the next table's log.</summary>
    /// <param name="before">Those of one that was full; 0 when there was none.</param>
    /// <returns>0 when there is too much for any.</returns>
    public readonly int Room(int before) =>
        Bytes > Largest / 2 ? 0 : (int)Math.Clamp(Math.Max(4 * Bytes, Math.Min(2L * before, LargestOfLittle)), Smallest, Largest);

    /// <summary>How many operations the home waits for before the next table.</summary>
    /// <param name="before">How many it waited for before the last one, which was little used; else 0.</param>
    public readonly long NextPrice(long before) =>
        (Count / CopiedInOneMessage) + (IsOfLongValues ? PriceForLong : Math.Clamp(2 * before, Cheapest, Dearest));
}
