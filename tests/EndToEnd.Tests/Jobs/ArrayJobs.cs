namespace Troupe.EndToEnd.Tests.Jobs;

/// <summary>Work on memory that processes share.</summary>
public static class ArrayJobs
{
    public readonly record struct Point(byte Kind, double X, double Y, long Id);

    private static SharedArray<int>? s_kept;

    public static int Set(SharedArray<int> array, int index, int value)
    {
        array[index] = value;
        return Environment.ProcessId;
    }

    public static int Get(SharedArray<int> array, int index) => array[index];

    public static int[] Copy(SharedArray<int> array) => array.Span.ToArray();

    public static double Sum(SharedArray<double> part)
    {
        var sum = 0.0;
        foreach (var value in part.Span)
            sum += value;
        return sum;
    }

    public static double SumCopy(double[] part) => part.Sum();

    public static void Move(SharedArray<Point> points, double by)
    {
        foreach (ref var point in points.Span)
            point = point with { X = point.X + by };
    }

    public static void Increment(SharedArray<int> counters, int index, int times)
    {
        for (var i = 0; i < times; i++)
            Interlocked.Increment(ref counters.Span[index]);
    }

    /// <summary>Counts in the common counter and then in its own, until it is killed or the gate opens.</summary>
    public static void CountUntil(SharedArray<long> counters, int own, string gate)
    {
        while (!File.Exists(gate))
        {
            for (var i = 0; i < 1000; i++)
            {
                Interlocked.Increment(ref counters[0]);
                Volatile.Write(ref counters[own], counters[own] + 1);
            }
        }
    }

    public static void FillWithoutEnd(SharedArray<int> array)
    {
        for (var value = 1; ; value++)
            array.Span.Fill(value);
    }

    public static void Keep(SharedArray<int> array) => s_kept = array;

    public static int GetKept(int index) => s_kept![index];

    public static void ForgetKept() => s_kept = null;

    public static SharedArray<int> Make(int length)
    {
        var array = SharedArray.Create<int>(length);
        for (var i = 0; i < length; i++)
            array[i] = i * i;
        return array;
    }

    public static int Grow(SharedArray<int> array, int length)
    {
        array.Resize(Math.Max(length, array.Length));
        array[length - 1] = length;
        return array.Length;
    }

    /// <summary>Reads without end through a span while the array may end: tells what it has seen last.</summary>
    public static int ReadUntil(SharedArray<int> array, string gate)
    {
        var span = array.Span;
        File.WriteAllText(gate + ".pid", "");
        var last = 0;
        while (!File.Exists(gate))
            last = span[^1];
        return last;
    }

    public static int CreateInPool(ProcessPool pool) => pool.CreateArray<int>(1).Length;
}
