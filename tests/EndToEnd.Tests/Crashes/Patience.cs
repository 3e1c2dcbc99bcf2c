using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Troupe.EndToEnd.Tests.Crashes;

/// <summary>Waiting for what must come. The limit only ends a hang; no spec depends on its length.</summary>
internal static class Patience
{
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(30);

    public static Task Soon(this Task task) => task.WaitAsync(s_hang);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(s_hang);

    /// <summary>Waits for the end of a task, whatever it is.</summary>
    public static async Task EndAsync(this Task task) =>
        await task.WaitAsync(s_hang).ContinueWith(_ => task.IsCompleted.ShouldBeTrue("It hangs."), TaskScheduler.Default);

    /// <summary>Waits until something can be seen to hold.</summary>
    public static async Task UntilAsync(
        Func<bool> holds,
        TimeSpan? limit = null,
        [CallerArgumentExpression(nameof(holds))] string what = "")
    {
        var clock = Stopwatch.StartNew();
        while (!holds())
        {
            if (clock.Elapsed > (limit ?? s_hang))
                throw new TimeoutException($"It did not come to be within {limit ?? s_hang}: {what}");
            await Task.Delay(5);
        }
    }
}
