using Microsoft.Extensions.Logging;

namespace Troupe.EndToEnd.Tests.Jobs;

/// <summary>Jobs that look at their context.</summary>
public static class Contexts
{
    public sealed record Description(long JobId, int Attempt, int Slot, int Generation, int Pid);

    public static Description Describe()
    {
        var context = JobContext.Current;
        return new Description(context.JobId, context.Attempt, context.WorkerSlot, context.WorkerGeneration, Environment.ProcessId);
    }

    public static int FailUntil(int attempt) =>
        JobContext.Current.Attempt is var now && now >= attempt ? now : throw new InvalidOperationException($"attempt {now} fails");

    public static async Task<long[]> IdsEverywhere()
    {
        var here = JobContext.Current.JobId;
        var inTask = await Task.Run(() => JobContext.Current.JobId);
        var inThread = 0L;
        var thread = new Thread(() => inThread = JobContext.Current.JobId);
        thread.Start();
        thread.Join();
        return [here, inTask, inThread, JobContext.Current.JobId];
    }

    public static void LogLines(string text)
    {
        var logger = JobContext.Current.Logger;
        logger.LogDebug("a detail");
        logger.Log(LogLevel.Information, default, text, null, (line, _) => line);
        logger.LogError(new InvalidDataException("bad"), "an error");
    }

    public static void LogStructured(string file)
    {
        var logger = JobContext.Current.Logger;
        using (logger.BeginScope("import {Batch}", 7))
        using (logger.BeginScope("plain"))
        {
            logger.LogWarning(
                new EventId(31, "Rows"),
                new InvalidDataException("bad", new TimeoutException("late")),
                "Read {Count} rows of {File} in {Took} as {Level}, {Odd}",
                3,
                file,
                TimeSpan.FromSeconds(2),
                LogLevel.Error,
                new Version(1, 2));
        }

        logger.LogInformation("outside of {Job}", "every scope");
    }

    public static void LeaveScopeOpen() => _ = JobContext.Current.Logger.BeginScope("left open");

    public static bool[] EnabledLevels() => [.. Enum.GetValues<LogLevel>().Select(level => JobContext.Current.Logger.IsEnabled(level))];

    public static void LogMuch(int characters)
    {
        var text = new string('é', characters);
        JobContext.Current.Logger.LogError(new InvalidOperationException(text), "{A} {B} {C}", text, text, text);
    }

    public static void WaitForToken(string gate)
    {
        // A job that has not asked for its token when it is cancelled is one that does not listen.
        var token = JobContext.Current.CancellationToken;
        File.WriteAllText($"{gate}.{JobContext.Current.JobId}.waits", "");
        token.WaitHandle.WaitOne();
        token.ThrowIfCancellationRequested();
    }
}
