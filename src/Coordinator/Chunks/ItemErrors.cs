namespace Troupe.Chunks;

/// <summary>Notes on an item's exception which item it was.</summary>
internal static class ItemErrors
{
    /// <summary>The key under which <see cref="Exception.Data"/> tells the item's index.</summary>
    public const string IndexKey = "Troupe.ItemIndex";

    public static Exception At(long index, Exception error)
    {
        error.Data[IndexKey] = index;
        return error;
    }
}
