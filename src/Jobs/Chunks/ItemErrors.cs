namespace Troupe.Jobs.Chunks;

/// <summary>Notes on an exception which item it was.</summary>
internal static class ItemErrors
{
    /// <summary>The key under which <see cref="Exception.Data"/> tells the item's index, a <see cref="long"/>.</summary>
    public const string IndexKey = "Troupe.ItemIndex";

    /// <summary>The key under which it says that it was the input that threw, instead of giving this item.</summary>
    public const string InputKey = "Troupe.InputThrew";

    public static Exception At(long index, Exception error)
    {
        Note(error, IndexKey, index);
        return error;
    }

    /// <summary>The input has thrown.</summary>
    /// <param name="index">How many items it had given.</param>
    /// <param name="error">What it threw.</param>
    public static Exception OfInput(long index, Exception error)
    {
        Note(error, InputKey, true);
        return At(index, error);
    }

    private static void Note(Exception error, string key, object value)
    {
        try
        {
            error.Data[key] = value;
        }
        catch (Exception)
        {
            // The user's exception type has a Data of its own that takes nothing: the error itself matters more than its note.
        }
    }
}
