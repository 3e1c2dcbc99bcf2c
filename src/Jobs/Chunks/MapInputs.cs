namespace Troupe.Jobs.Chunks;

/// <summary>Reads the input of a map to its end.</summary>
internal static class MapInputs
{
    /// <exception cref="Exception">The input's own error, which says at which item it was thrown.</exception>
    public static T[] Take<T>(IEnumerable<T> items)
    {
        if (items is T[] array)
            return array;
        if (items is ICollection<T> collection)
            return [.. collection]; // It copies itself, without a call for each.
        var taken = new List<T>(items.TryGetNonEnumeratedCount(out var count) ? count : 0);
        try
        {
            foreach (var item in items)
                taken.Add(item);
        }
        catch (Exception error)
        {
            ItemErrors.OfInput(taken.Count, error);
            throw;
        }
        return [.. taken];
    }
}
