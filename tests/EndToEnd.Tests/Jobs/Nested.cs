namespace Troupe.EndToEnd.Tests.Jobs;

/// <summary>Jobs that submit jobs.</summary>
public static class Nested
{
    public static async Task<int> Depth(int depth) =>
        depth == 0 ? 1 : 1 + await JobContext.Current.Pool.RunAsync(Depth, depth - 1);

    public static int DepthBlocking(int depth) =>
        depth == 0 ? 1 : 1 + JobContext.Current.Pool.RunAsync(DepthBlocking, depth - 1).GetAwaiter().GetResult();

    public static async Task<int> SumOfSquares(int count)
    {
        var pool = JobContext.Current.Pool;
        var squares = await Task.WhenAll(Enumerable.Range(0, count).Select(i => pool.RunAsync(Arithmetic.Square, i)));
        return squares.Sum();
    }

    public static async Task<string> CatchNested()
    {
        try
        {
            await JobContext.Current.Pool.RunAsync(Work.Throw, "the nested job's own");
            return "nothing";
        }
        catch (Exception error)
        {
            return $"{error.GetType().Name}: {error.Message}";
        }
    }

    public static async Task<string> CatchDeath()
    {
        try
        {
            await JobContext.Current.Pool.RunAsync(() => Environment.Exit(3));
            return "nothing";
        }
        catch (Exception error)
        {
            return error.GetType().Name;
        }
    }

    public static async Task<int> WaitForGate(string gate, CancellationToken token) =>
        await JobContext.Current.Pool.RunAsync(Gate.PassAsync, gate, cancellationToken: token);

    public static Task<int> WaitForGate(string gate) => WaitForGate(gate, JobContext.Current.CancellationToken);

    public static async Task<string> CancelNested(string gate)
    {
        var nested = JobContext.Current.Pool.Submit(Gate.Pass, gate);
        while (Gate.Waiting(gate) == 0)
            await Task.Delay(2);
        nested.Cancel();
        try
        {
            await nested.Task;
            return "it went on";
        }
        catch (OperationCanceledException)
        {
            return "cancelled";
        }
    }

    public static async Task<long[]> Ids() =>
        [JobContext.Current.JobId, await JobContext.Current.Pool.RunAsync(() => JobContext.Current.JobId)];
}
