using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Troupe.Tests.Dummy;

public static partial class Dying
{
    public const string Message = "This end was asked for.";

    private const int SigKill = 9;
    private const int SigStop = 19;

    /// <summary>Ends as told; returns only when the runtime lets it.</summary>
    public static int By(Death how)
    {
        switch (how)
        {
            case Death.Throw: throw new InvalidOperationException(Message);
            case Death.ExitZero: Environment.Exit(0); break;
            case Death.ExitThree: Environment.Exit(3); break;
            case Death.FailFast: Environment.FailFast(Message); break;
            case Death.Kill: _ = Kill(Environment.ProcessId, SigKill); break;
            case Death.Stop: _ = Kill(Environment.ProcessId, SigStop); break;
            case Death.StackOverflow: return Recurse(0);
            case Death.NativeFault: return (int)Length(16);
            case Death.BadPointer: return ReadFarAway();
            case Death.Abort: Abort(); break;
            case Death.Hang: Thread.Sleep(Timeout.Infinite); break;
            default: throw new ArgumentOutOfRangeException(nameof(how), how, "An unknown end.");
        }
        // A signal may take a moment to arrive; nothing of the job may go on meanwhile.
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    /// <summary>Writes something that is for nobody's eyes, and ends.</summary>
    public static int SayAndDie(string secret, Death how)
    {
        Console.Error.WriteLine(secret);
        return By(how);
    }

    public static int SayAndFailFast(string secret) => SayAndDie(secret, Death.FailFast);

    public static void ThrowWhile(string file, string secret)
    {
        if (File.Exists(file))
            throw new InvalidDataException(secret);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Recurse(int depth)
    {
        Span<byte> ballast = stackalloc byte[4096];
        ballast[depth & 4095] = 1;
        return Recurse(depth + 1) + ballast[0];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe int ReadFarAway() => *(int*)0x0000_6EAD_0000_0000;

    [LibraryImport("libc", EntryPoint = "strlen")]
    private static partial nint Length(nint text);

    [LibraryImport("libc", EntryPoint = "abort")]
    private static partial void Abort();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
