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
        Directory.GetFiles(Path.GetDirectoryName(note)!).Select(file => int.Parse(Path.GetExtension(file)[1..], System.Globalization.CultureInfo.InvariantCulture)).Order();

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
