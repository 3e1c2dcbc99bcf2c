using Microsoft.Extensions.Logging;
using Troupe.EndToEnd.Tests.Crashes;
using Troupe.EndToEnd.Tests.Pool;
using Troupe.Messages.Frames;
using Troupe.Tests.Dummy;

namespace Troupe.EndToEnd.Tests.Attacks;

/// <summary>Attack table T20: text of a worker cannot forge a log line, steer a terminal or turn the reading direction.</summary>
public sealed class LogTextSpecs : CrashSpecs
{
    private const string Evil = "harmless\r\n[worker 0.1, job 1] forged \u001b[31mred\u001b[0m \u202Egnitset\u2066 \u2028 {0} <script>alert(1)</script> \u0000\u0085";

    [Fact]
    public async Task Text_that_a_job_logs_or_prints_is_one_escaped_line()
    {
        var log = new LogLines();
        var pool = await StartFullAsync(1, options =>
        {
            options.LoggerFactory = log;
            options.OutputMode = OutputMode.Forward;
        });
        await pool.RunAsync(Hostile.Say, Frames.Of(FrameKind.Log, 1, [(byte)LogLevel.Warning, .. System.Text.Encoding.UTF8.GetBytes(Evil)])).Soon();
        await Patience.UntilAsync(() => log.Warnings.Any(line => line.Contains("harmless", StringComparison.Ordinal)));
        var line = log.Warnings.Single(line => line.Contains("harmless", StringComparison.Ordinal));
        line.ShouldContain("{0} <script>");
        line.ShouldContain("\\u202e");
        ShouldBePlain(line);
    }

    [Fact]
    public async Task A_line_longer_than_an_honest_worker_sends_is_cut()
    {
        var log = new LogLines();
        var pool = await StartFullAsync(1, options => options.LoggerFactory = log);
        await pool.RunAsync(Hostile.Say, Frames.Of(FrameKind.Log, 1, [(byte)LogLevel.Warning, .. Enumerable.Repeat((byte)'x', 1_000_000)])).Soon();
        await Patience.UntilAsync(() => log.Warnings.Any(line => line.Contains("xxx", StringComparison.Ordinal)));
        log.Warnings.Max(line => line.Length).ShouldBeLessThan(100_000);
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
