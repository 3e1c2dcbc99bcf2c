using Microsoft.Extensions.Logging;
using Troupe.EndToEnd.Tests.Crashes;
using Troupe.EndToEnd.Tests.Pool;
using Troupe.Messages.Errors;
using Troupe.Messages.Frames;
using Troupe.Messages.Logs;
using Troupe.Messages.Payloads;
using Troupe.Tests.Dummy;

namespace Troupe.Failures.Tests.Attacks;

/// <summary>Attack table T20: text of a worker cannot forge a log line, steer a terminal or turn the reading direction.</summary>
public sealed class LogTextSpecs : CrashSpecs
{
    private const string Evil = "harmless\r\n[worker 0.1, job 1] forged \u001b[31mred\u001b[0m \u202Egnitset\u2066 \u2028 {0} "
        + "<script>alert(1)</script> \u0000\u0085";

    [Fact]
    public async Task Text_that_a_job_logs_or_prints_is_one_escaped_line()
    {
        var log = new LogLines();
        var pool = await StartFullAsync(1, options =>
        {
            options.LoggerFactory = log;
            options.OutputMode = OutputMode.Forward;
        });
        var error = RemoteError.From(new InvalidOperationException(Evil));
        var entry = new JobLogEntry(
            (byte)LogLevel.Warning,
            3,
            Evil,
            new LogText(Evil, Evil, [new(Evil, Evil)]),
            error,
            [new LogText(Evil, Evil, [new(Evil, Evil)])]);
        await pool.RunAsync(Hostile.Say, Frames.Of(FrameKind.Log, 1, entry.Encode(long.MaxValue))).Soon();
        await Patience.UntilAsync(() => log.Warnings.Any(line => line.Contains("harmless", StringComparison.Ordinal)));
        var line = log.Warnings.Single(line => line.Contains("harmless", StringComparison.Ordinal));
        line.ShouldContain("{0} <script>");
        line.ShouldContain("\\u202e");
        // What the runtime writes between an exception and its stack is a line of its own.
        ShouldBePlain(line.Split(" System.InvalidOperationException")[0]);
        var seen = log.Lines.Single(one => one.Text == line);
        seen.Values.SelectMany(value => new[] { value.Key, value.Value as string ?? "" }).ToList().ForEach(ShouldBePlain);
        ShouldBePlain(seen.Error.ShouldBeOfType<InvalidOperationException>().Message);
        ShouldBePlain(seen.Event.Name!);
        seen.Scopes.ForEach(ShouldBePlain);
    }

    [Fact]
    public async Task A_line_longer_than_an_honest_worker_sends_breaks_the_protocol()
    {
        var log = new LogLines();
        var pool = await StartFullAsync(1, options => options.LoggerFactory = log);
        using var writer = new PayloadWriter();
        PayloadCodec<string>.Instance.Write(writer, new string('x', 1_000_000));
        var honest = new JobLogEntry((byte)LogLevel.Warning, 0, null, new LogText("", null, []), null, []).Encode(long.MaxValue);
        const int Head = 6; // Level, event id, no name.
        byte[] entry = [.. honest[..Head], .. writer.WrittenSpan, .. honest[(Head + 1)..]];
        var lost = await Should.ThrowAsync<WorkerLostException>(
            pool.RunAsync(Hostile.SayAndHold, Frames.Of(FrameKind.Log, 1, entry)).Soon());
        lost.Reason.ShouldBe(WorkerLostReason.ProtocolViolation);
        log.Lines.Max(line => line.Text.Length).ShouldBeLessThan(10_000);
        await ShouldWorkAsync(pool);
    }

    [Fact]
    public async Task The_message_of_a_jobs_error_forges_no_line_when_the_job_is_tried_again()
    {
        var log = new LogLines();
        var pool = await StartFullAsync(1, options => options.LoggerFactory = log);
        var retry = new JobOptions { Retry = RetryPolicy.OnWorkerLoss(2).AndOn<InvalidOperationException>() };
        await Should.ThrowAsync<InvalidOperationException>(pool.RunAsync(Hostile.Throw, Evil, retry).Soon());
        ShouldBePlain(log.Lines.Select(line => line.Text).Single(line => line.Contains("is tried again", StringComparison.Ordinal)));
    }

    private static void ShouldBePlain(string line) =>
        line.Where(letter => char.IsControl(letter) || letter is '\u2028' or '\u2029' or '\u202E' or '\u2066').ShouldBeEmpty();
}
