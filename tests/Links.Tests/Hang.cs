namespace Troupe.Links.Tests;

/// <summary>Ends a hang; never part of what is tested.</summary>
internal static class Hang
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static Task<T> OnThread<T>(Func<T> body)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                done.SetResult(body());
            }
            catch (Exception error)
            {
                done.SetException(error);
            }
        })
        { IsBackground = true }.Start();
        return done.Task.WaitAsync(Limit);
    }

    public static void Until(Func<bool> condition) => SpinWait.SpinUntil(condition, Limit).ShouldBeTrue();
}
