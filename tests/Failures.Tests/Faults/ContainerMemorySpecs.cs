using Troupe.EndToEnd.Tests.Crashes;

namespace Troupe.Failures.Tests.Faults;

/// <summary>
/// A program in a control group with little memory, as a container is one. It holds more of it than its worker can, and lives all the same.
/// </summary>
public sealed class ContainerMemorySpecs : CrashSpecs
{
    private const long Limit = 400L << 20;

    [FactWithControlGroup(ControlGroupKind.Memory)]
    public async Task When_memory_is_used_up_the_worker_dies_its_job_is_told_why_and_a_share_is_of_the_group()
    {
        using var group = ControlGroup.TryMake(ControlGroupKind.Memory)!;
        group.LimitMemory(Limit);
        using var program = ParentProgram.Start("group", group.Folder, MarkVariable, MarkValue);
        var lines = new List<string>();
        while (await program.ReadLineAsync() is { } line)
            lines.Add(line);
        (await program.ExitAsync()).ShouldBe(0, string.Join('\n', lines));

        lines.Count.ShouldBe(5, string.Join('\n', lines));
        lines[0].ShouldStartWith("MemoryLimitExceededException MemoryLimit SIGKILL: Job 1 (");
        lines[0].ShouldContain("was killed by signal 9 (SIGKILL) by the kernel, since the memory limit of its container (control group), "
            + "400 MiB, was reached.");
        lines[1].ShouldStartWith("WorkerLostException Signalled SIGKILL");
        lines[1].ShouldNotContain("kernel");

        lines[2].ShouldStartWith("MemoryLimitExceededException MemoryLimit SIGKILL");
        lines[2].ShouldContain("more than the limit of 120 MiB");
        lines[3].ShouldStartWith("WorkerLostException Signalled SIGKILL");

        lines[4].ShouldStartWith(
            "ProcessPoolOptions.HardMemoryLimit is 10%, which is 40 MiB of the 400 MiB that this container has; it must be 64 MiB or more");
    }
}
