namespace Troupe.Tests.Dummy;

/// <summary>Functions that hold on to a shared array.</summary>
public static class Sharing
{
    /// <summary>Says in the array that it runs, and never ends.</summary>
    public static void Hold(SharedArray<int> array, int index)
    {
        ArgumentNullException.ThrowIfNull(array);
        array[index] = 1;
        Thread.Sleep(Timeout.Infinite);
        GC.KeepAlive(array);
    }

    /// <summary>Ends at once, but for a thread that does not.</summary>
    public static void LeaveThread(SharedArray<int> array, int index) => new Thread(() => Hold(array, index)).Start();
}
