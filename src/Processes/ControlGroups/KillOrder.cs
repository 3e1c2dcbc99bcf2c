using System.Globalization;

namespace Troupe.Processes.ControlGroups;

/// <summary>
/// Whom the kernel kills first when a container's memory is used up. It takes the largest process, which may well be the one that has the
/// pool, and with process 1 the whole container ends: a worker, which can be replaced, is to go before it.
/// </summary>
internal static class KillOrder
{
    /// <summary>In thousandths of the limit: a worker goes before a process that has so much more memory.</summary>
    internal const int Advance = 300;

    private const int Most = 1000;

    private static readonly int? s_own = UsableMemory.IsLimited ? Of("self") : null;

    /// <summary>Has a worker and all that it will start go first. Where no limit is set others would be spared for it, and it does
    /// nothing.</summary>
    internal static void PutFirst(int pid)
    {
        if (s_own is not { } own)
            return;
        try
        {
            File.WriteAllText($"/proc/{pid}/oom_score_adj", Math.Min(Most, own + Advance).ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It is gone already, or the system has other rules: then the largest goes.
        }
    }

    private static int? Of(string process)
    {
        try
        {
            return int.Parse(File.ReadAllText($"/proc/{process}/oom_score_adj"), CultureInfo.InvariantCulture);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }
}
