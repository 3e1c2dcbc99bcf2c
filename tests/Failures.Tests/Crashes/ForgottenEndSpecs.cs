using Troupe.EndToEnd.Tests.Crashes;

namespace Troupe.Failures.Tests.Crashes;

/// <summary>A program may inherit an ignored SIGCHLD: the system then forgets how children end, and .NET hears of no end at all.</summary>
public sealed class ForgottenEndSpecs : CrashSpecs
{
    [Theory]
    [InlineData("first")]
    [InlineData("second")]
    public async Task How_a_worker_ended_is_told_at_once_in_a_program_that_was_started_with_the_signal_ignored(string when)
    {
        using var parent = ParentProgram.StartIgnoringChildren("ends", when, MarkVariable, MarkValue);
        (await parent.ReadAsync("lost")).ShouldBe(7);
        (await parent.ReadAsync("after")).ShouldBeLessThan(2000);
        (await parent.ReadAsync("nested")).ShouldBe(3);
        (await parent.ReadAsync("disposed")).ShouldBeLessThan(2000);
        (await parent.ExitAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_program_that_ignores_the_signal_later_is_told_of_the_end_and_why_no_more_is_known()
    {
        using var parent = ParentProgram.Start("ends", "later", MarkVariable, MarkValue);
        (await parent.ReadAsync("lost")).ShouldBe(-1);
        (await parent.ReadAsync("after")).ShouldBeLessThan(2000);
        (await parent.ReadLineAsync())!.ShouldContain("this program ignores SIGCHLD");
        _ = await parent.ReadAsync("disposed");
        (await parent.ExitAsync()).ShouldBe(0);
    }
}
