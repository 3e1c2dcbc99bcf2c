namespace Troupe.Cli.Tests;

/// <summary>What the tool is made to run: this assembly is its plug-in.</summary>
public static class Functions
{
    public static string Echo(string text) => text;

    public static string Cut(string text) => text[..^1];

    public static string[] Lengthen(string[] texts) => [.. texts, $"{texts[0].Length}"];

    public static int Twice(int number) => number < 0 ? throw new ArgumentException($"{number} is negative.") : 2 * number;

    public static int Length(string text) => text.Length;

    public static int Sum(int[] numbers) => numbers.Sum();

    public static int Add(int left, int right) => left + right;

    public static async Task<int> Wait(int milliseconds, CancellationToken cancellationToken)
    {
        await Task.Delay(milliseconds, cancellationToken);
        return milliseconds;
    }

    /// <summary>Waits a little, as real work takes time, and gives its number back.</summary>
    public static int Work(int number)
    {
        Thread.Sleep(5);
        return number;
    }

    /// <summary>Takes longer than a process that obeys a signal at once has left.</summary>
    public static int Slow(int number)
    {
        Thread.Sleep(700);
        return number;
    }

    public static int Hang(int number)
    {
        while (number == 1)
            Thread.Sleep(10);
        return number;
    }

    /// <summary>Two ways to the plug-in's folder, and what lies there.</summary>
    public static string Beside(string file) =>
        $"{AppContext.BaseDirectory == AppDomain.CurrentDomain.BaseDirectory} {File.Exists(Path.Combine(AppContext.BaseDirectory, file))}";

    public static string NameOf(string path) =>
        File.Exists(path) ? Path.GetFileName(path) : throw new FileNotFoundException($"There is no {path}.");

    public static int Print(int number)
    {
        Console.WriteLine($"printed {number}");
        return number;
    }

    public static int Die(int number)
    {
        if (number == 1)
            Environment.Exit(7);
        return number;
    }

    /// <summary>Counts its attempts in a folder; the fifth one gets through.</summary>
    public static int DieFourTimes(string folder)
    {
        var attempt = Directory.GetFiles(folder).Length + 1;
        File.WriteAllText(Path.Combine(folder, $"{attempt}"), "");
        if (attempt < 5)
            Environment.Exit(7);
        return attempt;
    }

    /// <summary>Holds so many MiB for as long as it takes to be noticed.</summary>
    public static int Hold(int mebibytes)
    {
        var held = new byte[mebibytes << 20];
        Array.Fill(held, (byte)1);
        Thread.Sleep(Timeout.Infinite);
        return held.Length;
    }

    public static void Nothing(string text) => ArgumentNullException.ThrowIfNull(text);

    public static class Nested
    {
        public static string Upper(string text) => text.ToUpperInvariant();
    }
}
