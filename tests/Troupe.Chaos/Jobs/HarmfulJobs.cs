using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Troupe.Chaos.Records;

namespace Troupe.Chaos.Jobs;

/// <summary>The jobs that harm the worker they run in.</summary>
internal static partial class HarmfulJobs
{
    private const int FloodBytes = 16 << 20;
    private const int LeftSeconds = 3;

    /// <summary>Does the harm; those that leave the worker alive return the usual value.</summary>
    public static ulong Do(long number, FaultKind kind, int salt) => WorkerLedger.Run(number, () =>
    {
        switch (kind)
        {
            case FaultKind.NativeCrash: _ = Length(16); break;
            case FaultKind.FailFast: Environment.FailFast("This end was asked for."); break;
            case FaultKind.StackOverflow: _ = Recurse(0); break;
            case FaultKind.HeapLimit: FillHeap(); break;
            case FaultKind.ExitZero: Environment.Exit(0); break;
            case FaultKind.EndlessLoop: Loop(); break;
            case FaultKind.OutputFlood: Flood(); break;
            case FaultKind.StandardInput: UseStandardInput(); break;
            case FaultKind.HalfFrame: CutFrame.WriteAndDie(salt); break;
            case FaultKind.BrokenProtocol: BrokenProtocol.WriteAndHold(salt); break;
            case FaultKind.Session: Leave("setsid", "sleep", $"{LeftSeconds}"); break;
            case FaultKind.HeldOutput:
                Leave("sleep", $"{LeftSeconds}");
                _ = Kill(Environment.ProcessId, 9);
                Thread.Sleep(Timeout.Infinite);
                break;
            default: throw new ArgumentOutOfRangeException(nameof(kind), kind, "Nothing that a job does.");
        }
        return Mix.Of(number);
    });

    private static void FillHeap()
    {
        var held = new List<byte[]>();
        while (true)
            held.Add(new byte[1 << 20]);
    }

    private static void Loop()
    {
        while (true)
            Thread.SpinWait(1000);
    }

    private static void Flood()
    {
        using var output = Console.OpenStandardOutput();
        var block = new byte[64 * 1024];
        Array.Fill(block, (byte)'x');
        block[^1] = (byte)'\n';
        for (var written = 0; written < FloodBytes; written += block.Length)
            output.Write(block);
    }

    private static void UseStandardInput()
    {
        if (Console.ReadLine() is { } line)
            throw new InvalidDataException($"The standard input of a job has a line: {line}");
        _ = Close(0);
    }

    private static void Leave(string program, params string[] arguments)
    {
        using var left = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false })!;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Recurse(int depth)
    {
        Span<byte> ballast = stackalloc byte[4096];
        ballast[depth & 4095] = 1;
        return Recurse(depth + 1) + ballast[0];
    }

    [LibraryImport("libc", EntryPoint = "strlen")]
    private static partial nint Length(nint text);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
