namespace Troupe.EndToEnd.Tests.Jobs;

/// <summary>Jobs that report their progress.</summary>
public static class Reports
{
    public sealed record Step(string Name, double Done);

    public static int Count(int to, int pause)
    {
        var context = JobContext.Current;
        for (var i = 1; i <= to; i++)
        {
            context.Report(i);
            if (pause > 0)
                Thread.Sleep(pause);
        }
        return to;
    }

    public static int ThenFail(string report)
    {
        JobContext.Current.Report("first");
        JobContext.Current.Report(report);
        throw new InvalidOperationException("it failed after its report");
    }

    public static void Object() => JobContext.Current.Report(new Step("copy", 0.5));
}
