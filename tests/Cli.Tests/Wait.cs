namespace Troupe.Cli.Tests;

internal static class Wait
{
    /// <summary>Waits for something outside of this process that gives no signal.</summary>
    public static async Task UntilAsync(Func<bool> holds)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (!holds())
        {
            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60));
            await Task.Delay(20);
        }
    }
}
