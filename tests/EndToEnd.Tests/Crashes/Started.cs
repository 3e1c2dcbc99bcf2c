namespace Troupe.EndToEnd.Tests.Crashes;

/// <summary>Receives the first report of a job: a proof that it runs, and usually its process id.</summary>
internal sealed class Started : IProgress<int>
{
    private readonly TaskCompletionSource<int> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<int> Pid => _first.Task.Soon();

    public JobOptions Options => JobOptions.Default.WithProgress(this);

    public void Report(int value) => _first.TrySetResult(value);
}
