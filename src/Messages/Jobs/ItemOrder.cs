namespace Troupe.Messages.Jobs;

/// <summary>The items of a chunk have their outcomes in order, each once. Pure.</summary>
internal static class ItemOrder
{
    /// <summary>Whether outcomes of neighbouring items are the next ones.</summary>
    /// <param name="next">The first item without an outcome.</param>
    /// <param name="all">How many items the chunk has.</param>
    /// <param name="first">The first item that an outcome came for.</param>
    /// <param name="count">How many outcomes came.</param>
    public static bool Follows(int next, int all, int first, int count) => first == next && count >= 1 && count <= all - first;

    /// <summary>What to say when they are not.</summary>
    /// <param name="job">The job's id.</param>
    /// <param name="next">The first item without an outcome.</param>
    /// <param name="all">How many items the chunk has.</param>
    /// <param name="first">The first item that an outcome came for.</param>
    /// <param name="count">How many outcomes came.</param>
    public static string Broken(ulong job, int next, int all, int first, int count) => all == 0
        ? $"outcomes of items came in for job {job}, which has none"
        : $"outcomes of {count} items from {first} on came in for job {job}, whose next item is {next} of {all}";
}
