namespace Troupe.Chaos.Load;

/// <summary>Several callers, each with a few jobs at once and a plan of its own.</summary>
internal sealed class Submitters(Submissions submissions, int seed)
{
    private const int Count = 8;
    private const int AtOnce = 4;

    private volatile Task _gate = Task.CompletedTask;
    private volatile bool _stopped;

    /// <summary>Submits until it is told to stop; ends when all jobs have had their outcome.</summary>
    public Task RunAsync() =>
        Task.WhenAll(Enumerable.Range(0, Count * AtOnce).Select(line => Task.Run(() => SubmitAsync(new LoadPlan((seed * 397) + line)))));

    /// <summary>Nobody submits until the returned source is completed.</summary>
    public TaskCompletionSource Hold()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _gate = gate.Task;
        return gate;
    }

    public void Stop() => _stopped = true;

    private async Task SubmitAsync(LoadPlan plan)
    {
        while (!_stopped)
        {
            await _gate;
            await submissions.SubmitAsync(plan.Next());
        }
    }
}
