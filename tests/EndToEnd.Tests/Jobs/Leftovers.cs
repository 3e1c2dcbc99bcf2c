using System.Globalization;

namespace Troupe.EndToEnd.Tests.Jobs;

/// <summary>Jobs that leave everything on their thread that code can set there, and jobs that look for it.</summary>
public static class Leftovers
{
    private static readonly AsyncLocal<string?> s_local = new();

    /// <summary>Takes all work and does none of it, as that of a window that was closed.</summary>
    public sealed class Ended : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }

    /// <summary>An argument that leaves everything behind when it is decoded.</summary>
    public sealed class Decoded
    {
        public int Value
        {
            get;
            set
            {
                field = value;
                if (JobContext.TryGetCurrent() is not null)
                    LeaveAll();
            }
        }
    }

    public static int LeaveAll()
    {
        SynchronizationContext.SetSynchronizationContext(new Ended());
        s_local.Value = "left";
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("tr-TR");
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("ja-JP");
        Thread.CurrentThread.Name = "left";
        Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
        Thread.CurrentThread.IsBackground = !Thread.CurrentThread.IsBackground;
        StartActivity();
        return 0;
    }

    private static void StartActivity() => new System.Diagnostics.Activity("left").Start();

    public static int TakeDecoded(Decoded value) => value?.Value ?? 0;

    public static int LeaveAllAndThrow()
    {
        LeaveAll();
        throw new InvalidDataException("after all was left");
    }

    public static int LeaveNoFlow()
    {
        _ = ExecutionContext.SuppressFlow();
        return ExecutionContext.IsFlowSuppressed() ? 1 : 0;
    }

    public static bool FindNoFlow() => ExecutionContext.IsFlowSuppressed();

    /// <summary>Tells what there is, with the names of what was found.</summary>
    public static string Find()
    {
        var thread = Thread.CurrentThread;
        string?[] found =
        [
            SynchronizationContext.Current is null ? null : "synchronization context",
            s_local.Value is null ? null : "async local",
            CultureInfo.CurrentCulture.Name == "tr-TR" ? "culture" : null,
            CultureInfo.CurrentUICulture.Name == "ja-JP" ? "ui culture" : null,
            thread.Name == "left" ? "name" : null,
            thread.Priority == ThreadPriority.Normal ? null : "priority",
            System.Diagnostics.Activity.Current is null ? null : "activity",
            thread.IsBackground == KeepsNoProcess(thread) ? null : "background",
        ];
        return string.Join(", ", found.Where(name => name is not null));
    }

    // The first runner is the main thread, which keeps its process; all others, which tell by their names, do not.
    private static bool KeepsNoProcess(Thread thread) => thread.Name?.StartsWith("troupe", StringComparison.Ordinal) == true;

    public static async Task<string> FindAsync()
    {
        var found = Find();
        await Task.Yield();
        return found;
    }

    /// <summary>1 when the item before has left something, which this one does, too.</summary>
    public static int FindAndLeaveItem(int item)
    {
        var found = SynchronizationContext.Current is null && s_local.Value is null && CultureInfo.CurrentCulture.Name != "tr-TR"
            && Thread.CurrentThread.Name != "left" ? 0 : 1;
        LeaveAll();
        return item % 7 == 3 ? throw new InvalidDataException("an item that throws") : found;
    }

    public static async Task<string> FindAndLeaveItemAsync(string item)
    {
        ArgumentNullException.ThrowIfNull(item);
        var found = FindAndLeaveItem(item.Length * 7);
        await Task.CompletedTask;
        return found == 0 ? "" : "found";
    }
}
