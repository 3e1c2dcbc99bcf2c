using System.Globalization;
using System.Text;
using Troupe.Platform.Texts;

namespace Troupe.Processes.Stacks;

/// <summary>Writes stacks down as people know them from exceptions, the job's own thread first.</summary>
internal static class StackText
{
    private const int LongestText = 64 * 1024;

    /// <summary>The method of the worker that the job runs below.</summary>
    private const string JobRoot = "Troupe.WorkerNode.JobExecution.Execute(";

    /// <summary>What lies between that and the job's own code; nothing of it is news.</summary>
    private const string CallingCode = "Troupe.Messages.Functions.";

    /// <summary>A thread below any of its methods, and not below the job's, is the worker's own.</summary>
    private const string WorkerCode = "Troupe.WorkerNode.";

    /// <returns>The text; empty when there is nothing to tell.</returns>
    public static string Of(IReadOnlyList<ThreadStack> threads)
    {
        var text = new StringBuilder();
        foreach (var thread in threads.Where(RunsJob))
        {
            Append(text, thread, " (runs the job)", thread.Frames.TakeWhile(
                frame => !frame.StartsWith(CallingCode, StringComparison.Ordinal) && !frame.StartsWith(JobRoot, StringComparison.Ordinal)));
        }

        foreach (var thread in threads.Where(
            thread => thread.Frames.Count > 0 && !thread.Frames.Any(frame => frame.StartsWith(WorkerCode, StringComparison.Ordinal))))
        {
            Append(text, thread, "", thread.Frames);
        }

        if (text.Length > LongestText)
            text.Remove(LongestText, text.Length - LongestText).Append(" … [cut]");
        return text.ToString();
    }

    private static bool RunsJob(ThreadStack thread) => thread.Frames.Any(frame => frame.StartsWith(JobRoot, StringComparison.Ordinal));

    private static void Append(StringBuilder text, ThreadStack thread, string what, IEnumerable<string> frames)
    {
        if (text.Length > LongestText)
            return;
        text.Append(CultureInfo.InvariantCulture, $"Thread {thread.Thread}{what}:\n");
        foreach (var frame in frames)
            text.Append("   at ").Append(PrintableText.Decode(Encoding.UTF8.GetBytes(frame))).Append('\n');
    }
}
