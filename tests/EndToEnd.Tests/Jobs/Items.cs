namespace Troupe.EndToEnd.Tests.Jobs;

/// <summary>Functions for items, and inputs that misbehave.</summary>
public static class Items
{
    public static int NoteOrFail(string note, int x)
    {
        if (x % 10 == 5)
            throw new InvalidDataException($"item {x} is bad");
        File.WriteAllText($"{note}.{x}", "");
        return x;
    }

    public static IEnumerable<int> Noted(string note) =>
        Directory.GetFiles(Path.GetDirectoryName(note)!)
            .Select(file => int.Parse(Path.GetExtension(file)[1..], System.Globalization.CultureInfo.InvariantCulture))
            .Order();

    public static int ExitOn7(int x)
    {
        if (x == 7)
            Environment.Exit(3);
        return x;
    }

    public static int HangOn3(int x)
    {
        if (x == 3)
            Thread.Sleep(Timeout.Infinite);
        return x;
    }

    public static async Task<int> NestedMap(int count) =>
        (await JobContext.Current.Pool.MapAsync(Arithmetic.Square, Enumerable.Range(0, count))).Sum();

    /// <summary>More chunks than are sent at once, and one whose item is tried again.</summary>
    public static async Task<int> NestedMapOfManyChunks(int count, string folder) =>
        (await JobContext.Current.Pool.MapAsync(
            x => FailOnce(x, folder),
            Enumerable.Range(0, count),
            new MapOptions { ChunkSize = 1, Retry = RetryPolicy.OnWorkerLoss(2).AndOn<InvalidDataException>() })).Sum();

    public static async Task<int> NestedStreamWithRetry(int count, string folder)
    {
        var sum = 0;
        await foreach (var value in JobContext.Current.Pool.StreamAsync(
            x => FailOnce(x, folder),
            Enumerable.Range(0, count),
            new StreamOptions { ChunkSize = 1, LookAhead = 4, Retry = RetryPolicy.OnWorkerLoss(2).AndOn<InvalidDataException>() }))
        {
            sum += value;
        }

        return sum;
    }

    private static int FailOnce(int x, string folder)
    {
        var note = Path.Combine(folder, $"failed-{x}");
        if (x % 10 != 3 || File.Exists(note))
            return x;
        File.WriteAllText(note, "");
        throw new InvalidDataException($"item {x} is bad for the first time");
    }

    public static async Task<string> NestedMapFails()
    {
        try
        {
            await JobContext.Current.Pool.MapAsync(x => Work.FailOn(x, 5), Enumerable.Range(0, 10));
            return "nothing";
        }
        catch (Exception error)
        {
            return $"{error.GetType().Name} {error.Data["Troupe.ItemIndex"]}";
        }
    }

    public static IEnumerable<int> ThrowAt(int index)
    {
        for (var i = 0; i < index; i++)
            yield return i;
        throw new NotSupportedException("the input's own");
    }
}
