using Troupe.Processes;
using Troupe.Tests.Processes;

namespace Troupe.Tests.Sessions;

/// <summary>A wish that comes while the process is still being started.</summary>
public sealed class EarlyTerminationSpecs : Shell
{
    [Fact]
    public async Task A_wish_to_terminate_that_comes_before_the_word_that_the_process_runs_is_kept()
    {
        var starting = new TaskCompletionSource<WorkerProcess>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var stage = new SessionStage(new ProcessPoolOptions(), starting.Task);
        stage.Session.Terminate();
        var process = await Start(Script("exec sleep 1000"));
        starting.SetResult(process);
        (await process.Exited.WaitAsync(Patience)).SignalName.ShouldBe("SIGTERM");
    }
}
