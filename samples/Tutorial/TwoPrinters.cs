namespace Troupe.Samples.Tutorial;

/// <summary>Two processes print side by side without end: Process(target=f), start, and here also terminate.</summary>
public static class TwoPrinters
{
    public static async Task RunAsync()
    {
        await using var bothPrint = ProcessBarrier.Create(parties: 3);
        await using var singer = ChildProcess.Start(PrintWithoutEndAsync, "sing", bothPrint);
        await using var dancer = ChildProcess.Start(PrintWithoutEndAsync, "dance", bothPrint);

        // The tutorial's loops end with Ctrl-C only; these have 0.3 s from when both have begun.
        await bothPrint.SignalAndWaitAsync();
        bool ended = await singer.WaitForExitAsync(TimeSpan.FromSeconds(0.3));
        Console.WriteLine($"After 0.3 s the singer {(ended ? "has ended" : "still sings")}.");
        singer.Terminate();
        dancer.Kill();
        await singer.WaitForExitAsync();
        await dancer.WaitForExitAsync();
        Console.WriteLine($"The singer {singer.Exit!.Reason}; the dancer {dancer.Exit!.Reason}.");
    }

    private static async Task PrintWithoutEndAsync(string what, ProcessBarrier bothPrint)
    {
        Console.WriteLine($"{what} ...");
        await bothPrint.SignalAndWaitAsync();
        while (true)
        {
            Console.WriteLine($"{what} ...");
            Thread.Sleep(100);
        }
    }
}
