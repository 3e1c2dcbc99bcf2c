using Troupe.Platform.Systems;
using Troupe.Processes.Stacks;

namespace Troupe.Tests.Processes.Stacks;

/// <summary>Traces of this very process, whose runtime is asked as a worker's is.</summary>
public sealed class DiagnosticsPortSpecs
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private static DiagnosticsPort Own =>
        new(Environment.ProcessId, HostSystem.Current.StartTimeOf(Environment.ProcessId), Path.GetTempPath());

    [Fact]
    public async Task Threads_are_told_with_their_methods()
    {
        using var held = new Held();
        (await Own.ReadStacksAsync(s_patience).WaitAsync(s_patience)).ShouldContain(
            "   at Troupe.Tests.Processes.Stacks.DiagnosticsPortSpecs+Held.Hold(int64, System.String)");
    }

    [Fact]
    public async Task A_process_that_has_no_port_tells_nothing_at_once() =>
        (await new DiagnosticsPort(Environment.ProcessId, 1, Path.GetTempPath()).ReadStacksAsync(DiagnosticsPort.Bound)
            .WaitAsync(TimeSpan.FromMilliseconds(900))).ShouldBeEmpty();

    [Fact]
    public async Task A_folder_too_deep_for_a_socket_tells_nothing() =>
        (await new DiagnosticsPort(1, 1, new string('x', 300)).ReadStacksAsync(DiagnosticsPort.Bound).WaitAsync(s_patience))
            .ShouldBeEmpty();

    [Fact]
    [Trait("Category", "Long")]
    public async Task A_damaged_trace_is_refused_or_read_but_never_trusted()
    {
        var trace = await Own.ReadTraceAsync(CancellationToken.None).WaitAsync(s_patience);
        var random = new Random(3);
        for (var round = 0; round < 100; round++)
        {
            var damaged = trace[..random.Next(trace.Length)];
            ReadOrRefuse(damaged);
            damaged = [.. trace];
            for (var change = 0; change < 5; change++)
                damaged[random.Next(round % 2 == 0 ? 2000 : damaged.Length)] = (byte)random.Next(256);
            ReadOrRefuse(damaged);
        }
    }

    private static void ReadOrRefuse(byte[] trace)
    {
        try
        {
            StackText.Of(TraceReader.Read(trace)).Length.ShouldBeLessThan(100_000);
        }
        catch (InvalidDataException)
        {
            // Refused.
        }
    }

    private sealed class Held : IDisposable
    {
        private readonly ManualResetEventSlim _go = new();
        private readonly Thread _thread;

        public Held()
        {
            using var there = new ManualResetEventSlim();
            _thread = new Thread(() => Hold(there)) { IsBackground = true };
            _thread.Start();
            there.Wait(s_patience).ShouldBeTrue();
        }

        private void Hold(ManualResetEventSlim there)
        {
            there.Set();
            _ = Hold(1, "one");
        }

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        private int Hold(long number, string text)
        {
            _go.Wait();
            return text.Length + (int)number;
        }

        public void Dispose()
        {
            _go.Set();
            _thread.Join();
            _go.Dispose();
        }
    }
}
