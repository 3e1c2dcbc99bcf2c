using Troupe.EndToEnd.Tests.Crashes;

namespace Troupe.Failures.Tests.Faults;

/// <summary>A program in a control group with little memory, as a container is one.</summary>
public sealed class ContainerMemorySpecs : CrashSpecs
{
    private const long Limit = 300L << 20;

    [FactWithControlGroup(ControlGroupKind.Memory)]
    public async Task A_worker_that_the_kernel_kills_for_memory_is_told_from_one_that_was_killed_by_hand_and_a_share_is_of_the_group()
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
            + "300 MiB, was reached.");
        lines[1].ShouldStartWith("WorkerLostException Signalled SIGKILL");
        lines[1].ShouldNotContain("kernel");

        lines[2].ShouldStartWith("MemoryLimitExceededException MemoryLimit SIGKILL");
        lines[2].ShouldContain("more than the limit of 150 MiB");
        lines[3].ShouldStartWith("WorkerLostException Signalled SIGKILL");

        lines[4].ShouldStartWith(
            "ProcessPoolOptions.HardMemoryLimit is 10%, which is 30 MiB of the 300 MiB that this container has; it must be 64 MiB or more");
    }
}
