using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Troupe.Tests.Dummy;

/// <summary>
/// Jobs for specs of crashes, deadlines and cancels. Those that last report their process id once they run, so that a spec
/// can wait for that and need not guess.
/// </summary>
public static class Work
{
    private static readonly List<byte[]> s_leaked = [];

    public static int Add(int a, int b) => a + b;

    public static int Pid() => Environment.ProcessId;

    public static int Generation() => JobContext.Current.WorkerGeneration;

    public static int Die(Death how) => Dying.By(how);

    public static int TakeRead(DiesWhenRead argument) => (int)argument.How;

    public static int TakeWritten(DiesWhenWritten argument) => (int)argument.How;

    public static int TakeGetter(GetterThrows argument) => argument.Good;

    public static int TakeConstructor(ConstructorThrows argument) => argument.Value;

    public static DiesWhenWritten GiveWritten(Death how) => new(how);

    public static DiesWhenRead GiveRead(Death how) => new(how);

    public static GetterThrows GiveGetter() => new();

    public static int TakeNested(Nested argument) => argument.Levels();

    public static Nested GiveNested(int levels) => Nested.Of(levels);

    public static int TakeChain(Chain argument) => argument.WhenRead;

    public static Chain GiveChain(int whenWritten) => new(0, whenWritten);

    /// <summary>Runs until the file exists.</summary>
    public static int HoldUntil(string gate)
    {
        ReportPid();
        while (!File.Exists(gate))
            Thread.Sleep(5);
        return Environment.ProcessId;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Spin()
    {
        ReportPid();
        while (true)
            Thread.SpinWait(1000);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int SpinAtThree(int number) => number == 3 ? Spin() : number;

    /// <summary>Waits for a thread of its own that never ends.</summary>
    public static int WaitForThread()
    {
        var other = new Thread(HoldAnotherThread) { IsBackground = true };
        other.Start();
        other.Join();
        return 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void HoldAnotherThread() => Thread.Sleep(Timeout.Infinite);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int SleepFor(int milliseconds)
    {
        ReportPid();
        Thread.Sleep(milliseconds);
        return Environment.ProcessId;
    }

    /// <summary>Ends with its token.</summary>
    public static async Task<int> ObeyAsync(CancellationToken cancellationToken)
    {
        ReportPid();
        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(false);
        return 0;
    }

    /// <summary>Ends when its token fires, with a result.</summary>
    public static async Task<int> EndWellAsync(CancellationToken cancellationToken)
    {
        ReportPid();
        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return Environment.ProcessId;
    }

    /// <summary>Has its token, does not look at it, and shrugs off a termination signal.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Task<int> IgnoreAsync(CancellationToken cancellationToken)
    {
        using var deaf = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => context.Cancel = true);
        ReportPid();
        Thread.Sleep(Timeout.Infinite);
        return Task.FromResult(cancellationToken.IsCancellationRequested ? 1 : 0);
    }

    /// <summary>Leaves a thread behind that ends the process once the file exists.</summary>
    public static int DieLater(Death how, string gate)
    {
        var thread = new Thread(() =>
        {
            while (!File.Exists(gate))
                Thread.Sleep(2);
            _ = Dying.By(how);
        })
        { IsBackground = true };
        thread.Start();
        return Environment.ProcessId;
    }

    /// <summary>Dies in every attempt before the given one; tells in which it got through.</summary>
    public static int DieBefore(int attempt)
    {
        if (JobContext.Current.Attempt < attempt)
            _ = Dying.By(Death.Kill);
        return JobContext.Current.Attempt;
    }

    /// <summary>Runs <see cref="DieBefore"/> as a job of its own that is given up after so many deaths.</summary>
    public static Task<int> DieNested(int attempt, int deaths) =>
        JobContext.Current.Pool
            .RunAsync(DieBefore, attempt, new JobOptions { Retry = RetryPolicy.OnWorkerLoss(10).WithPoisonLimit(deaths) });

    /// <summary>What a job is told of the end of its own job.</summary>
    public static async Task<string> TellOfNestedLoss(string secret)
    {
        try
        {
            return (await JobContext.Current.Pool.RunAsync(Dying.SayAndDie, secret, Death.ExitThree).ConfigureAwait(false)).ToString(
                System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (WorkerLostException lost)
        {
            return $"{lost.Reason} {lost.ExitCode} {lost.SignalName ?? "no signal"} {lost.Generation} {lost.MayHaveRun} {lost.Pid > 0} "
                + $"{lost.PeakMemory > 0} {lost.StandardErrorTail.Trim()}";
        }
    }

    /// <summary>What a job is told of its own job whose time was up.</summary>
    public static async Task<string> TellOfNestedTimeout(TimeSpan limit)
    {
        try
        {
            return (await JobContext.Current.Pool.RunAsync(Spin, new JobOptions { Timeout = limit }).ConfigureAwait(false)).ToString(
                System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (JobTimeoutException late)
        {
            return $"{late.Limit == limit} {late.Started} {late.Pid > 0} {late.Generation}";
        }
    }

    /// <summary>A job whose own job throws, or dies, until it has had so many attempts; its policy is its own or, where it has none, the
    /// pool's.</summary>
    public static Task<int> FailNested(bool dies, int attempt, int attempts) =>
        JobContext.Current.Pool.RunAsync(dies ? (Func<int, int>)DieBefore : ThrowBefore, attempt, attempts == 0 ? null : new JobOptions
        {
            Retry = RetryPolicy.OnWorkerLoss(attempts).AndOn<TimeoutException>().WithBackoff(TimeSpan.FromMilliseconds(1))
        });

    /// <summary>The same by a map of one item.</summary>
    public static async Task<int> FailInNestedMap(int attempt) =>
        (await JobContext.Current.Pool.MapAsync(DieBefore, [attempt]).ConfigureAwait(false))[0];

    public static int ThrowBefore(int attempt) =>
        JobContext.Current.Attempt < attempt ? throw new TimeoutException(Dying.Message) : JobContext.Current.Attempt;

    public static int LastWords(string text, int exitCode)
    {
        Console.Error.WriteLine(text);
        Environment.Exit(exitCode);
        return 0;
    }

    public static int Mark(string path)
    {
        File.AppendAllText(path, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n"));
        return Environment.ProcessId;
    }

    /// <summary>Takes memory and really uses it; keeps it for the process' life.</summary>
    public static int Leak(int megabytes)
    {
        for (var taken = 0; taken < megabytes; taken++)
        {
            var block = new byte[1 << 20];
            Array.Fill(block, (byte)1);
            s_leaked.Add(block);
        }
        return Environment.ProcessId;
    }

    public static int LeakAndHold(int megabytes)
    {
        _ = Leak(megabytes);
        ReportPid();
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    public static byte[] Echo(byte[] bytes) => bytes;

    public static byte[] Make(int length)
    {
        var bytes = new byte[length];
        Array.Fill(bytes, (byte)7);
        return bytes;
    }

    /// <summary>Starts a process that outlives the job; its id.</summary>
    public static int LeaveGrandchild()
    {
        using var child = Process.Start(new ProcessStartInfo("sleep", "600") { UseShellExecute = false })!;
        return child.Id;
    }

    /// <summary>Starts a process in a session of its own, which outlives the job; its id.</summary>
    public static int LeaveSession()
    {
        using var child = Process.Start(new ProcessStartInfo("setsid", ["sleep", "600"]) { UseShellExecute = false })!;
        return child.Id;
    }

    public static int LeaveSessionAndHold()
    {
        JobContext.Current.Report(LeaveSession());
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    public static int LeaveGrandchildAndHold()
    {
        JobContext.Current.Report(LeaveGrandchild());
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    public static int ThrowStrange(string message) => throw StrangeException.Cyclic(message);

    /// <summary>Notes its begin and its end in a ledger of its process, and gives a value that can be checked.</summary>
    public static int Account(int number, string folder)
    {
        var ledger = Path.Join(folder, string.Create(CultureInfo.InvariantCulture, $"ledger-{Environment.ProcessId}"));
        File.AppendAllText(ledger, string.Create(CultureInfo.InvariantCulture, $"+{number}\n"));
        if (number % 4 == 0)
            Thread.Sleep(number % 5);
        File.AppendAllText(ledger, string.Create(CultureInfo.InvariantCulture, $"-{number}\n"));
        return (number * 31) + 7;
    }

    private static void ReportPid() => JobContext.Current.Report(Environment.ProcessId);

    private static Timer? s_left;

    /// <summary>Returns its process id at once; a timer throws when the file is there.</summary>
    public static int LeaveTimerThatThrows(string path)
    {
        s_left = new Timer(_ => throw new InvalidDataException("the timer's own"), null, Timeout.Infinite, Timeout.Infinite);
        var watch = new Thread(() =>
        {
            while (!File.Exists(path))
                Thread.Sleep(2);
            s_left.Change(0, Timeout.Infinite);
        })
        { IsBackground = true };
        watch.Start();
        return Environment.ProcessId;
    }
}
