using System.Collections.Concurrent;
using Troupe.EndToEnd.Tests.Jobs;

namespace Troupe.EndToEnd.Tests.Pool;

public sealed class SubmitSpecs : PoolSpecs
{
    [Fact]
    public async Task Functions_with_a_result_are_submitted_with_none_to_four_arguments()
    {
        await using var pool = await Start();
        (await pool.Submit(Arithmetic.Answer).Task).ShouldBe(42);
        (await pool.Submit(Arithmetic.Square, 3).Task).ShouldBe(9);
        (await pool.Submit(Arithmetic.Add, 1, 2).Task).ShouldBe(3);
        (await pool.Submit(Arithmetic.Add3, 1, 2, 3).Task).ShouldBe(6);
        (await pool.Submit(Arithmetic.Add4, 1, 2, 3, 4).Task).ShouldBe(10);
    }

    [Fact]
    public async Task Async_functions_with_a_result_are_submitted_with_none_to_four_arguments()
    {
        await using var pool = await Start();
        (await pool.Submit(Arithmetic.AnswerAsync).Task).ShouldBe(42);
        (await pool.Submit(Arithmetic.SquareAsync, 3).Task).ShouldBe(9);
        (await pool.Submit(Arithmetic.AddAsync, 1, 2).Task).ShouldBe(3);
        (await pool.Submit(Arithmetic.Add3Async, 1, 2, 3).Task).ShouldBe(6);
        (await pool.Submit(Arithmetic.Add4Async, 1, 2, 3, 4).Task).ShouldBe(10);
    }

    [Fact]
    public async Task Functions_without_a_result_are_submitted_with_none_to_four_arguments()
    {
        var path = Path.Combine(Scratch(), "note");
        await using var pool = await Start(RunOverloadSpecs.Noting(path));
        await pool.Submit(Notes.Write0).Task;
        await pool.Submit(Notes.Write1, path).Task;
        await pool.Submit(Notes.Write2, path, 1).Task;
        await pool.Submit(Notes.Write3, path, 1, 2).Task;
        await pool.Submit(Notes.Write4, path, 1, 2, 3).Task;
        await pool.Submit(Notes.Async0).Task;
        await pool.Submit(Notes.Async1, path).Task;
        await pool.Submit(Notes.Async2, path, 1).Task;
        await pool.Submit(Notes.Async3, path, 1, 2).Task;
        await pool.Submit(Notes.Async4, path, 1, 2, 3).Task;
        (await File.ReadAllTextAsync(path)).ShouldBe("0;1;2:1;3:12;4:123;async0;async1;async2:1;async3:12;async4:123;");
    }

    [Fact]
    public async Task Callbacks_tell_of_the_result_or_of_the_error_and_never_of_both()
    {
        var told = new ConcurrentQueue<string>();
        var both = new CountdownEvent(3);
        await using var pool = await Start();
        pool.Submit(Arithmetic.Add, 2, 3, onResult: sum => Tell($"result {sum}"), onError: error => Tell($"wrong {error.Message}"));
        pool.Submit(
            Work.Throw,
            "no",
            onResult: _ => Tell("wrong"),
            onError: error => Tell($"error {error.GetType().Name} {error.Message}"));
        pool.Submit(() => { }, onDone: () => Tell("done"), onError: _ => Tell("wrong"));
        both.Wait(Patience).ShouldBeTrue();
        told.Order().ShouldBe(["done", "error InvalidOperationException no", "result 5"]);

        void Tell(string what)
        {
            told.Enqueue(what);
            both.Signal();
        }
    }

    [Fact]
    public async Task A_callback_that_throws_or_blocks_keeps_no_other_result_and_is_raised_as_an_event()
    {
        var raised = new TaskCompletionSource<Exception>();
        using var blocked = new ManualResetEventSlim();
        await using var pool = await Start(2);
        pool.CallbackFailed += (_, failed) => raised.TrySetResult(failed.Error);
        pool.Submit(Arithmetic.Answer, onResult: _ => blocked.Wait(Patience));
        var thrown = pool.Submit(Arithmetic.Answer, onResult: _ => throw new InvalidOperationException("the callback's own"));
        (await thrown.Task.WaitAsync(Patience)).ShouldBe(42);
        (await raised.Task.WaitAsync(Patience)).Message.ShouldBe("the callback's own");
        for (var i = 0; i < 100; i++)
            (await pool.RunAsync(Arithmetic.Square, i).WaitAsync(Patience)).ShouldBe(i * i);
        blocked.Set();
    }

    [Fact]
    public async Task A_handler_of_failed_callbacks_that_throws_stops_nothing()
    {
        await using var pool = await Start();
        var raised = new TaskCompletionSource();
        pool.CallbackFailed += (_, _) =>
        {
            raised.TrySetResult();
            throw new InvalidOperationException("the handler's own");
        };
        pool.Submit(Arithmetic.Answer, onResult: _ => throw new InvalidOperationException());
        await raised.Task.WaitAsync(Patience);
        (await pool.RunAsync(Arithmetic.Answer)).ShouldBe(42);
    }

    [Fact]
    public async Task Callbacks_that_submit_the_next_job_make_a_chain_of_a_hundred()
    {
        var last = new TaskCompletionSource<int>();
        await using var pool = await Start(2);
        Next(0);
        (await last.Task.WaitAsync(Patience)).ShouldBe(100);

        void Next(int step)
        {
            if (step == 100)
                last.SetResult(step);
            else
                pool.Submit(Arithmetic.Add, step, 1, onResult: Next, onError: error => last.TrySetException(error));
        }
    }

    [Fact]
    public async Task A_handle_shows_the_job_on_its_way()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start();
        var first = pool.Submit(Gate.Pass, gate, options: new JobOptions { Name = "the first" });
        await Until(() => Gate.Waiting(gate) == 1, "the first job runs");
        var second = pool.Submit(Arithmetic.Answer);
        var third = pool.Submit(Work.Throw, "no");
        await Until(() => second.Id > 0 && third.Id > 0, "the pool has taken the jobs up");
        (first.State, second.State).ShouldBe((JobState.Running, JobState.Queued));
        first.Name.ShouldBe("the first");
        second.Name.ShouldContain("Answer");
        second.Id.ShouldBeGreaterThan(first.Id);
        second.Cancel();
        await Should.ThrowAsync<OperationCanceledException>(second.Task.WaitAsync(Patience));
        Gate.Open(gate);
        await first.Task.WaitAsync(Patience);
        await Should.ThrowAsync<InvalidOperationException>(third.Task.WaitAsync(Patience));
        (first.State, second.State, third.State).ShouldBe((JobState.Succeeded, JobState.Cancelled, JobState.Failed));
        first.Cancel();
        first.State.ShouldBe(JobState.Succeeded);
    }
}
