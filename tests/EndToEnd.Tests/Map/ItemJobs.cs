namespace Troupe.EndToEnd.Tests.Map;

/// <summary>What runs in the workers.</summary>
internal static class ItemJobs
{
    /// <summary>Early items take longest, so that nothing is in order by chance.</summary>
    public static int SquareAtLeisure(int number)
    {
        if (number < 20)
            Thread.Sleep(20 - number);
        return number * number;
    }

    public static int Add(int left, int right) => left + right;

    public static int ExitAtThirtyOne(int number)
    {
        if (number == 31)
            Environment.Exit(3);
        return number + 1;
    }
}
