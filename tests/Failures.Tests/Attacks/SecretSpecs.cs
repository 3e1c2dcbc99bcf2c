using Troupe.EndToEnd.Tests.Crashes;
using Troupe.EndToEnd.Tests.Pool;
using Troupe.Tests.Dummy;

namespace Troupe.Failures.Tests.Attacks;

/// <summary>Attack table T23: where a worker's token is not, though everybody on the machine may look there.</summary>
public sealed class SecretSpecs : CrashSpecs
{
    [Fact]
    public async Task A_token_is_in_no_command_line_no_environment_no_log_and_no_crash_report()
    {
        var log = new LogLines();
        var pool = await StartFullAsync(2, options =>
        {
            options.LoggerFactory = log;
            options.OutputMode = OutputMode.Forward;
        });
        var tokens = new HashSet<string>();
        for (var job = 0; job < 100; job++)
            tokens.Add(await pool.RunAsync(Secrets.FindToken).Soon());
        tokens.ShouldNotContain("");
        tokens.Count.ShouldBeGreaterThanOrEqualTo(1);
        var child = new Started();
        var holder = pool.RunAsync(Work.LeaveGrandchildAndHold, child.Options);
        var grandchild = await child.Pid;

        var places = ProcessTable.WithEnvironment(Mark).Append(grandchild).Distinct()
            .SelectMany(pid => new[] {
                $"/proc/{pid}/cmdline",
                $"/proc/{pid}/environ" }).Select(File.ReadAllBytes).Select(bytes => Convert.ToHexString(bytes)).ToList();
        places.Count.ShouldBeGreaterThanOrEqualTo(6);
        var crash = (await Should.ThrowAsync<WorkerLostException>(pool.RunAsync(Work.Die, Death.FailFast).Soon())).ToString();
        var texts = log.Lines.Select(line => line.Text).Append(crash).ToList();
        foreach (var token in tokens)
        {
            var bytes = Convert.FromHexString(token);
            // As they are, and as text.
            places.ShouldAllBe(
                place => !place.Contains(token) && !place.Contains(HexOf(token)) && !place.Contains(HexOf(Convert.ToBase64String(bytes))));
            texts.ShouldAllBe(
                text => !text.Contains(token, StringComparison.OrdinalIgnoreCase) && !text.Contains(Convert.ToBase64String(bytes)));
        }
        await pool.KillAsync().Soon();
        await holder.EndAsync();
    }

    private static string HexOf(string text) => Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(text));
}
