using System.Diagnostics;
using System.Globalization;
using Troupe.EndToEnd.Tests.Pool;

namespace Troupe.EndToEnd.Tests.Control;

/// <summary>
/// What Troupe's own actor system does to the program that made it: nothing that one would notice. The program is ActorProgram.
/// </summary>
public sealed class ActorProgramSpecs : PoolSpecs
{
    /// <summary>Akka's own scheduler takes 3 % of a core by its ticks; ours takes none. What is left is the runtime's.</summary>
    private const double MostIdlePercent = 1;

    /// <summary>61 to 65 MB were measured, with a program that has 30 without.</summary>
    private const int MostMegabytes = 80;

    [Fact]
    public async Task A_program_that_has_an_actor_system_ends_with_its_main_and_its_own_exit_code() =>
        (await Ended("exit")).ExitCode.ShouldBe(7);

    [Fact]
    public async Task A_pool_that_is_not_disposed_of_holds_up_neither_the_end_of_main_nor_its_exit_code() =>
        (await Ended("exit-pool")).ExitCode.ShouldBe(7);

    [Fact]
    public async Task An_actor_that_hangs_holds_up_neither_the_end_of_the_system_nor_that_of_the_program() =>
        (await Ended("exit-hanging")).ExitCode.ShouldBe(7);

    [Theory]
    [InlineData("serve-without")]
    [InlineData("serve")]
    [InlineData("serve-pool")]
    [InlineData("serve-ended")]
    [InlineData("serve-hanging")]
    public async Task A_signal_ends_a_program_as_it_does_without_actors(string what)
    {
        (await Signalled(what, "TERM")).ExitCode.ShouldBe(143);
        (await Signalled(what, "INT")).ExitCode.ShouldBe(130);
    }

    [Fact]
    public async Task Ctrl_C_reaches_the_programs_own_handler()
    {
        var (exitCode, output) = await Signalled("ctrl-c", "INT");
        (exitCode, output.Trim()).ShouldBe((3, "ended"));
    }

    [Fact]
    public async Task An_idle_system_costs_no_processor_time()
    {
        var (_, output) = await Ended("idle");
        double.Parse(output, CultureInfo.InvariantCulture).ShouldBeLessThan(MostIdlePercent);
    }

    [Fact]
    public async Task A_system_loads_no_other_package_than_akka_and_takes_little_memory()
    {
        var (_, output) = await Ended("costs");
        var lines = output.Split('\n');
        var loaded = lines.Where(line => line.StartsWith("loaded ", StringComparison.Ordinal)).Select(line => line[7..]).ToList();
        loaded.ShouldContain("Akka");
        string[] brought = ["Newtonsoft.Json", "System.Configuration.ConfigurationManager", "Microsoft.Extensions.ObjectPool"];
        loaded.Intersect(brought).ShouldBeEmpty();
        var memory = lines.Single(line => line.StartsWith("memory used ", StringComparison.Ordinal));
        int.Parse(memory.Split(' ')[2], CultureInfo.InvariantCulture).ShouldBeLessThan(MostMegabytes);
    }

    [Fact]
    public async Task Ten_systems_one_after_the_other_leave_no_thread()
    {
        var (exitCode, output) = await Ended("ten");
        exitCode.ShouldBe(0);
        var threads = output.Trim().Split('\n').Select(int.Parse).ToArray();
        threads[1].ShouldBeLessThanOrEqualTo(threads[0] + 1, "the threads that keep time are two or three, whenever one looks");
    }

    [Fact]
    public async Task Ten_pools_one_after_the_other_leave_no_actor_timer_or_thread()
    {
        var (exitCode, output) = await Ended("ten-pools");
        exitCode.ShouldBe(0);
        var lines = output.Trim().Split('\n');
        var threads = lines.Where(line => line.StartsWith("threads ", StringComparison.Ordinal))
            .Select(line => int.Parse(line[8..], CultureInfo.InvariantCulture))
            .ToArray();
        threads[1].ShouldBeLessThanOrEqualTo(threads[0] + 1, "the threads that keep time are two or three, whenever one looks");
    }

    [Fact]
    public async Task A_system_is_made_used_and_ended_while_the_thread_pool_is_full() =>
        (await Ended("full")).Output.Trim().ShouldBe("ended");

    private static async Task<(int ExitCode, string Output)> Ended(string what)
    {
        using var program = Start("actors", what);
        return await EndOf(program);
    }

    private static async Task<(int ExitCode, string Output)> Signalled(string what, string signal)
    {
        using var program = Start("actors", what);
        (await program.StandardOutput.ReadLineAsync().WaitAsync(Patience)).ShouldBe("ready");
        using var kill = Process.Start("kill", ["-s", signal, $"{program.Id}"]);
        await kill.WaitForExitAsync().WaitAsync(Patience);
        return await EndOf(program);
    }

    private static async Task<(int ExitCode, string Output)> EndOf(Process program)
    {
        try
        {
            var output = await program.StandardOutput.ReadToEndAsync().WaitAsync(2 * Patience);
            await program.WaitForExitAsync().WaitAsync(Patience);
            return (program.ExitCode, output);
        }
        catch (TimeoutException)
        {
            program.Kill();
            throw;
        }
    }

    private static Process Start(params string[] arguments)
    {
        string[] all = ["exec", Built.Assembly("Troupe.Tests.SmallProgram"), .. arguments];
        return Process.Start(new ProcessStartInfo("dotnet", all) { RedirectStandardOutput = true })!;
    }
}
