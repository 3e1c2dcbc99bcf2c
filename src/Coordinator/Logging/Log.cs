using Microsoft.Extensions.Logging;

namespace Troupe.Logging;

/// <summary>Every line the pool logs, but for those about work that was left behind, and errors that were not observed.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Worker {Worker} is ready (pid {Pid}).")]
    public static partial void WorkerReady(ILogger log, string worker, int pid);

    [LoggerMessage(2, LogLevel.Warning, "Worker {Worker} (pid {Pid}) {Exit}. {Why}")]
    public static partial void WorkerEnded(ILogger log, string worker, int pid, string exit, string why);

    [LoggerMessage(
        3,
        LogLevel.Error,
        "No worker could be started {Failures} times in a row; the pool is unavailable and tries again every {Pause}.")]
    public static partial void Unavailable(ILogger log, int failures, TimeSpan pause, Exception error);

    [LoggerMessage(4, LogLevel.Warning, "The shared page of worker {Worker} was damaged when it died: {Problem}.")]
    public static partial void DamagedPage(ILogger log, string worker, string problem);

    [LoggerMessage(5, LogLevel.Warning, "A connection to the pool's socket was refused: {Reason}")]
    public static partial void PeerRefused(ILogger log, string reason);

    [LoggerMessage(6, LogLevel.Information, "[worker {Worker}, job {Job}] {Line}")]
    public static partial void StandardOutput(ILogger log, string worker, ulong job, string line);

    [LoggerMessage(7, LogLevel.Warning, "[worker {Worker}, job {Job}] {Line}")]
    public static partial void StandardError(ILogger log, string worker, ulong job, string line);

    [LoggerMessage(8, LogLevel.Error, "A callback of a job threw.")]
    public static partial void CallbackThrew(ILogger log, Exception error);

    [LoggerMessage(9, LogLevel.Information, "Worker {Worker} is recycled: it has reached {Limit}.")]
    public static partial void Recycling(ILogger log, string worker, string limit);

    [LoggerMessage(10, LogLevel.Information, "Job {Job} ({Name}) is tried again after attempt {Attempt}: {Reason}")]
    public static partial void Retrying(ILogger log, ulong job, string name, int attempt, string reason);

    [LoggerMessage(11, LogLevel.Error, "A part of the pool failed.")]
    public static partial void PartFailed(ILogger log, Exception error);

    [LoggerMessage(15, LogLevel.Warning, "Worker {Worker} could not be started. {Why}")]
    public static partial void WorkerNotStarted(ILogger log, string worker, string why);

    [LoggerMessage(
        16,
        LogLevel.Warning,
        "A message of type {Type} to or from a hosted actor cannot travel, and is a dead letter. Its sender, if it has one, was told.")]
    public static partial void MessageRefused(ILogger log, string type, Exception error);

    [LoggerMessage(21, LogLevel.Error, "ProcessPoolOptions.TimeProvider threw. The pool uses the system's clock from now on, and "
        + "calls with a time limit fail with this exception.")]
    public static partial void ClockThrew(ILogger log, Exception error);

    [LoggerMessage(
        26,
        LogLevel.Warning,
        "The pool's actors could not be made. The pool goes on without them, and tries again when they are asked for.")]
    public static partial void ActorsNotMade(ILogger log, Exception error);

    [LoggerMessage(
        20,
        LogLevel.Warning,
        "The pool's directory {Former} can no longer be used: {Reason}. Running workers do not need it; new ones start in {Present}.")]
    public static partial void HomeMoved(ILogger log, string former, string reason, string present);
}
