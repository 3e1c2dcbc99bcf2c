namespace Troupe.SharedState.Dictionaries;

/// <summary>What is asked of an object made of cells. A key is written with its length in front.</summary>
internal static class CellOperation
{
    /// <summary>Key. Answer: version and value; refused when there is none.</summary>
    public const byte Get = 16;

    /// <summary>Key, value. Answer: done; refused when the key cannot exist.</summary>
    public const byte Set = 17;

    /// <summary>Key, the version that must be there (0: none), value. Answer: done; refused with version and value that are
    /// there.</summary>
    public const byte Replace = 18;

    /// <summary>Key, the version that must be there (0: any). Answer: done; refused when it was not there.</summary>
    public const byte Remove = 19;

    /// <summary>Answer: how many there are.</summary>
    public const byte Count = 20;

    /// <summary>Answer: count, then keys and values, each with its length in front.</summary>
    public const byte Snapshot = 21;

    /// <summary>Removes all.</summary>
    public const byte Clear = 22;

    /// <summary>Lists only: index, value. Answer: done; refused when the index is past the end.</summary>
    public const byte Insert = 23;

    /// <summary>Lists only: value. Answer: its index.</summary>
    public const byte Add = 24;

    /// <summary>Dictionaries and values only. Answer: what leads to the table in shared memory; refused when there is none.</summary>
    public const byte Open = 25;
}
