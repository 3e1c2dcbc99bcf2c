using Microsoft.Extensions.Logging;
using Troupe.Processes;

namespace Troupe.Coordination;

/// <summary>Puts together what a worker process is started with.</summary>
internal static class WorkerStart
{
    public static WorkerStartInfo Prepare(PoolSetup setup, WorkerId id, byte[] startRecord, LastJobView lastJob)
    {
        var options = setup.Options;
        var program = WorkerProgram.For(options.Application, setup.Directory.Path);
        var environment = new Dictionary<string, string?>(program.Environment);
        foreach (var (name, value) in options.Environment)
            environment[name] = value;
        return program with
        {
            Environment = environment,
            WorkingDirectory = options.WorkingDirectory ?? program.WorkingDirectory,
            StartRecord = startRecord,
            EnableDiagnostics = options.EnableDiagnostics,
            OutputMode = options.OutputMode,
            OutputSink = line => Forward(setup.Log, setup.NameOf(id), line),
            OutputJob = () => lastJob.Current,
        };
    }

    private static void Forward(ILogger log, string worker, OutputLine line)
    {
        if (line.Kind == OutputKind.Error)
            Log.StandardError(log, worker, line.Job, line.Text);
        else
            Log.StandardOutput(log, worker, line.Job, line.Text);
    }
}
