using System.Diagnostics;
using System.Globalization;
using Troupe.Processes;

namespace Troupe.Tests.Processes;

public sealed class OutputPumpSpecs : Shell
{
    [Fact]
    public async Task Lines_of_both_streams_are_forwarded_as_printable_text()
    {
        var (worker, lines) = await Forward("printf 'one\\r\\ntwo \\033[2J\\n\\n\\377\\n'; printf 'err' >&2");
        await worker.Delivered.WaitAsync(Patience);
        var all = lines.Rest();
        all.Where(line => line.Kind == OutputKind.Output).Select(line => line.Text)
            .ShouldBe(["one", "two \\x1b[2J", "", "\ufffd"]);
        all.Where(line => line.Kind == OutputKind.Error).Select(line => line.Text).ShouldBe(["err"]);
    }

    [Fact]
    public async Task A_line_too_long_is_cut_and_the_rest_counted()
    {
        var (worker, lines) = await Forward("head -c 20000 /dev/zero | tr '\\0' a; echo; echo next");
        await worker.Delivered.WaitAsync(Patience);
        lines.Rest().Select(line => line.Text).ShouldBe(
            [new string('a', 16384) + " … [line cut]", "3616 bytes of output dropped", "next"]);
    }

    [Fact]
    public async Task A_sink_that_blocks_loses_lines_but_is_told_how_many_bytes()
    {
        using var gate = new ManualResetEventSlim();
        var lines = new Lines();
        var worker = await Start(Script("yes 0123456789 2>/dev/null | head -n 200000") with
        {
            OutputMode = OutputMode.Forward,
            OutputSink = line =>
            {
                gate.Wait();
                lines.Add(line);
            },
        });
        await worker.Drained.WaitAsync(Patience);
        (await worker.Exited.WaitAsync(Patience)).ExitCode.ShouldBe(0);
        gate.Set();
        await worker.Delivered.WaitAsync(Patience);
        var all = lines.Rest();
        var kept = all.Count(line => line.Text == "0123456789");
        kept.ShouldBeLessThanOrEqualTo(1025);
        var notices = all.Where(line => line.Text != "0123456789").Select(line => line.Text).ToList();
        notices.ShouldAllBe(notice => notice.EndsWith(" bytes of output dropped"));
        notices.Sum(notice => int.Parse(notice.Split(' ')[0], CultureInfo.InvariantCulture))
            .ShouldBe((200000 - kept) * 10);
        all[^1].Text.ShouldBe(notices[^1]);
    }

    [Fact]
    public async Task A_sink_that_throws_gets_the_next_line_all_the_same()
    {
        var lines = new Lines();
        var worker = await Start(Script("echo one; echo two") with
        {
            OutputMode = OutputMode.Forward,
            OutputSink = line =>
            {
                lines.Add(line);
                throw new InvalidOperationException("sink");
            },
        });
        await worker.Delivered.WaitAsync(Patience);
        lines.Rest().Select(line => line.Text).ShouldBe(["one", "two"]);
    }

    [Fact]
    public async Task A_grandchild_that_holds_the_pipe_delays_neither_the_end_nor_the_drain()
    {
        // In a session of its own, so that no group kill finds it.
        var (worker, lines) = await Forward("setsid sleep 1000 & echo $!; read -r go; echo done; exit 4");
        var grandchild = int.Parse(await lines.NextAsync(), CultureInfo.InvariantCulture);
        MustEnd(grandchild);
        worker.CloseLifeline();
        (await worker.Exited.WaitAsync(TimeSpan.FromSeconds(10))).ExitCode.ShouldBe(4);
        await worker.Drained.WaitAsync(TimeSpan.FromSeconds(10));
        (await lines.NextAsync()).ShouldBe("done");
        await worker.Delivered.WaitAsync(Patience);
        IsAlive(grandchild).ShouldBeTrue();
        using var process = Process.GetProcessById(grandchild);
        process.Kill();
    }

    [Fact]
    public async Task What_a_grandchild_writes_soon_after_the_end_still_counts()
    {
        var lines = new Lines();
        var worker = await Start(Script("(sleep 0.2; echo late) & exit 0") with
        {
            OutputMode = OutputMode.Forward,
            OutputSink = lines.Add,
            OutputGrace = Patience,
        });
        await worker.Exited.WaitAsync(Patience);
        (await lines.NextAsync()).ShouldBe("late");
        await worker.Drained.WaitAsync(Patience);
    }

    [Fact]
    public void Inherited_output_is_passed_on_in_whole_lines()
    {
        var written = new Writes();
        var target = new InheritTarget(written, new Lock());
        target.Accept("one\ntw"u8);
        target.Accept("o"u8);
        target.Accept("\nthree\nfo"u8);
        target.Accept(new byte[16 * 1024]);
        target.Accept("end"u8);
        target.Complete();
        written.Lengths.ShouldBe([4, 10, 2 + (16 * 1024), 3]);
    }

    private async Task<(WorkerProcess Worker, Lines Lines)> Forward(string script)
    {
        var lines = new Lines();
        var worker = await Start(Script(script) with { OutputMode = OutputMode.Forward, OutputSink = lines.Add });
        return (worker, lines);
    }

    private sealed class Writes : MemoryStream
    {
        public List<int> Lengths { get; } = [];

        public override void Write(byte[] buffer, int offset, int count) => Lengths.Add(count);
    }
}
