using System.Text.RegularExpressions;

namespace Troupe.Samples.Tests;

/// <summary>Every sample prints what its tutorial promises.</summary>
public sealed class TutorialSpecs(WholeRun run) : IClassFixture<WholeRun>
{
    [Fact]
    public void Each_item_has_its_own_outcome() =>
        run["outcomes"].ShouldBe(["1 is 1", "2 is 2", "three failed: FormatException", "4 is 4"]);

    [Fact]
    public void Work_that_does_not_end_is_ended() => run["stuck-work"].ShouldBe(
        ["The loop was ended after 200 ms.", "The waiting job: Canceled.", "Item 1: done", "Item 2: JobTimeoutException", "Item 3: done"]);

    [Fact]
    public void A_worker_that_holds_too_much_memory_is_ended() => run["memory-limits"].ShouldBe(
        ["The worker held more than 256 MiB and was killed.", "The next job has a fresh one.", "Each job had a process of its own."]);

    [Fact]
    public void Two_endless_printers_print_side_by_side_until_their_parent_ends_them()
    {
        var lines = run["two-printers"];
        lines.ShouldContain("sing ...");
        lines.ShouldContain("dance ...");
        lines.ShouldContain("After 0.3 s the singer still sings.");
        lines[^1].ShouldBe("The singer was killed by signal 15 (SIGTERM); the dancer was killed by signal 9 (SIGKILL).");
    }

    [Fact]
    public void A_queue_between_two_processes_loses_nothing_and_keeps_the_order()
    {
        var lines = run["queue-between-two"];
        lines.Where(line => line.StartsWith("got", StringComparison.Ordinal))
            .ShouldBe(Enumerable.Range(0, 10).Select(number => $"got message {number}"));
        lines.ShouldContain("The reader got 10 of 10 messages.");
    }

    [Fact]
    public void Each_job_of_random_length_runs_once_on_one_of_three_workers()
    {
        var jobs = run["random-sleeps"].SkipLast(1).Select(line => Regex.Match(line, @"^job (\d+) slept \d+ ms in process (\d+)$"))
            .ToList();
        jobs.Select(job => job.Groups[1].Value).Order().ShouldBe(Enumerable.Range(0, 10).Select(number => $"{number}"));
        jobs.Select(job => job.Groups[2].Value).Distinct().Count().ShouldBeInRange(1, 3);
        run["random-sleeps"][^1].ShouldBe("All ten are done.");
    }

    [Fact]
    public void Ten_processes_run_a_thread_each_and_end_well()
    {
        var lines = run["ten-processes"];
        var hellos = lines.Select(line => Regex.Match(line, @"^hello (\d) from a thread of process (\d+)$")).Where(hello => hello.Success)
            .ToList();
        hellos.Select(hello => hello.Groups[1].Value).Order().ShouldBe(Enumerable.Range(0, 10).Select(number => $"{number}"));
        hellos.Select(hello => hello.Groups[2].Value).ShouldBeUnique();
        lines.Count(line => line.Contains("ended with exit code 0; its thread was", StringComparison.Ordinal)).ShouldBe(10);
    }

    [Fact]
    public void The_child_and_the_parent_agree_on_their_ids()
    {
        var lines = run["parent-and-child"];
        lines[0].ShouldBe($"main: pid {run.Pid}");
        var child = Regex.Match(lines[1], $"^bob: pid (\\d+), parent {run.Pid}$");
        lines[2].ShouldBe($"main: bob had pid {child.Groups[1].Value}, and its parent was {run.Pid}");
    }

    [Fact]
    public void A_message_of_several_parts_comes_through_a_queue() =>
        run["message-queue"].ShouldBe(["Message { Number = 42, Nothing = , Text = hello }"]);

    [Fact]
    public void Both_ends_of_a_pipe_are_read() =>
        run["pipe-between-two"].ShouldBe(["parent received: hello, parent", "parent received: you said 'hello, child'"]);

    [Fact]
    public void No_change_of_a_shared_dictionary_or_list_is_lost()
    {
        var lines = run["dictionary-and-list"];
        lines[0].ShouldBe("all visits: 10, by process: 10");
        Regex.IsMatch(lines[1], @"^the list: 0 1 2 3 4( \d+){10}$").ShouldBeTrue(lines[1]);
    }

    [Fact]
    public void The_lock_keeps_lines_whole() =>
        run["locked-lines"].Order().ShouldBe(Enumerable.Range(0, 4).Select(number => $"hello world {number}"));

    [Fact]
    public void Callbacks_run_in_the_parent_and_jobs_do_not()
    {
        var calls = run["pool-with-callback"].SkipLast(1)
            .Select(line => Regex.Match(line, $"^(\\d+) computed by (\\d+), told in {run.Pid}$"))
            .ToList();
        calls.Select(call => call.Groups[1].Value).Order().ShouldBe(["100", "101", "102", "103", "104"]);
        calls.ShouldAllBe(call => call.Groups[2].Value != $"{run.Pid}");
        run["pool-with-callback"][^1].ShouldBe($"The parent is {run.Pid}.");
    }

    [Fact]
    public void Static_variables_are_not_shared() =>
        run["no-shared-globals"].ShouldBe(["The first child has 6.", "The second child has 11.", "The parent has 1."]);

    [Fact]
    public void What_one_job_writes_the_next_one_reads() =>
        run["write-then-read"].ShouldBe(["got a", "got b", "got c"]);

    [Fact]
    public void Nine_jobs_on_three_workers_are_all_done_with_and_without_waiting()
    {
        var lines = run["nine-jobs"];
        lines[0].ShouldBe("Without waiting: 9 jobs given, the main program goes on.");
        lines[1].ShouldBe("After the block 9 of them are done.");
        Regex.IsMatch(lines[2], @"^With waiting: \d+\.\d s, where one process takes 0\.9 s\.$").ShouldBeTrue(lines[2]);
        lines[3].ShouldBe("Nine jobs ran in 3 processes.");
    }

    [Fact]
    public void Results_come_in_the_order_in_which_they_are_asked_for() =>
        run["results-by-get"].ShouldBe(Enumerable.Range(1, 9).Select(number => $"result {number * number}"));

    [Fact]
    public void Each_image_has_its_own_outcome()
    {
        var lines = run["image-download"];
        lines.Take(3).ShouldBe(["sun.bmp: 822 bytes", "moon.bmp: 822 bytes", "flaky.bmp: 822 bytes"]);
        lines[3].ShouldStartWith("gone.bmp failed: HttpRequestException");
        lines[3].ShouldContain("404");
        lines[4].ShouldStartWith("stuck.bmp failed: JobTimeoutException");
        lines[5].ShouldBe("Files: flaky.bmp moon.bmp sun.bmp");
    }

    [Fact]
    public void The_sum_of_a_big_array_is_the_same_by_copies_by_slices_and_in_shared_memory() =>
        run["big-array-sum"].Select(line => line.Split(',')[0])
            .ShouldBe(["copies: the same sum", "slices: the same sum", "shared memory: the same sum"]);

    [Fact]
    public void One_command_runs_all_of_them_and_succeeds()
    {
        run.ExitCode.ShouldBe(0, run.Error);
        run.Names.ShouldBe(Catalogue.All.Select(sample => sample.Name));
    }

    [Fact]
    public void Neither_a_process_nor_a_directory_of_the_run_is_left()
    {
        // The program has ended by itself, so no process needs time to notice.
        var own = Path.ChangeExtension(SampleProgram.Path, null);
        Directory.EnumerateDirectories("/proc").Select(CommandLine).ShouldNotContain(
            line => line.Contains("Troupe.WorkerNode", StringComparison.Ordinal) && line.Contains(own, StringComparison.Ordinal));
        new[] { "/dev/shm", Path.GetTempPath(), Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") }
            .Where(Directory.Exists)
            .SelectMany(root => Directory.EnumerateDirectories(root!, $"troupe-{run.Pid}-*"))
            .ShouldBeEmpty();
    }

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return ""; // Not a process, or it ended while it was looked at.
        }
    }
}
