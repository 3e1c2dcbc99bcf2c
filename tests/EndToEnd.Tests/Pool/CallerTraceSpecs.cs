using System.Diagnostics;
using Troupe.EndToEnd.Tests.Jobs;

namespace Troupe.EndToEnd.Tests.Pool;

/// <summary>A job belongs to the trace of the code that submits it: its activity is a child of the caller's.</summary>
public sealed class CallerTraceSpecs : PoolSpecs
{
    [Fact]
    public async Task A_job_runs_in_an_activity_that_is_a_child_of_its_caller_s()
    {
        await using var pool = await Start();
        using (var activity = new Activity("request").AddBaggage("tenant", "7").AddBaggage("user", "né").Start())
        {
            activity.TraceStateString = "vendor=1";
            activity.ActivityTraceFlags = ActivityTraceFlags.Recorded;
            var seen = await pool.RunAsync(Callers.Activities).WaitAsync(Patience);
            seen.ShouldBe(
                new Callers.Trace(activity.TraceId.ToString(), activity.Id, "vendor=1", "user=né,tenant=7", "Callers.Activities"));
            Activity.Current.ShouldBe(activity);
        }
        (await pool.RunAsync(Callers.Activities).WaitAsync(Patience)).ShouldBeNull();
    }

    [Fact]
    public async Task Jobs_of_jobs_items_hosted_objects_children_and_the_initializer_belong_to_the_trace()
    {
        using var activity = new Activity("request").Start();
        var trace = activity.TraceId.ToString();
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, Initializer = Callers.NoteAtStart });
        (await pool.RunAsync(Callers.AtStart).WaitAsync(Patience)).ShouldBe($"  {trace}");
        (await pool.RunAsync(Callers.NestedActivities).WaitAsync(Patience))!.TraceId.ShouldBe(trace);
        (await pool.MapAsync(Callers.ActivitiesOf, [1, 2, 3]).WaitAsync(Patience)).ShouldAllBe(
            seen => seen!.TraceId == trace && seen.ParentId == activity.Id);
        await using var made = await pool.HostAsync(() => new Callers.Made()).WaitAsync(Patience);
        (await made.RunAsync(_ => Callers.Activities()).WaitAsync(Patience))!.TraceId.ShouldBe(trace);
        await using var child = ChildProcess.Start(Callers.Activities);
        (await child.Result.WaitAsync(Patience))!.ParentId.ShouldBe(activity.Id);
    }

    [Fact]
    public async Task An_activity_with_a_hierarchical_id_is_a_parent_as_well()
    {
        await using var pool = await Start();
        using var activity = new Activity("request").SetIdFormat(ActivityIdFormat.Hierarchical).Start();
        (await pool.RunAsync(Callers.Activities).WaitAsync(Patience))!.ParentId.ShouldBe(activity.Id);
    }

    [Fact]
    public async Task A_listener_in_the_worker_is_told_of_each_job_and_whether_it_failed()
    {
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, Initializer = Callers.Listen });
        using (var activity = new Activity("request").Start())
        {
            (await pool.RunAsync(Callers.Activities).WaitAsync(Patience))!.ParentId.ShouldBe(activity.Id);
            await Should.ThrowAsync<InvalidDataException>(pool.RunAsync(Callers.Throw).WaitAsync(Patience));
        }
        (await pool.RunAsync(Callers.Stopped).WaitAsync(Patience)).ShouldBe(101);
    }

    [Fact]
    public async Task A_caller_that_suppresses_the_flow_of_its_context_hands_nothing_on()
    {
        await using var pool = await Start();
        using var activity = new Activity("request").Start();
        Task<Callers.Trace?> job;
        using (ExecutionContext.SuppressFlow())
            job = pool.RunAsync(Callers.Activities);
        (await job.WaitAsync(Patience)).ShouldBeNull();
    }
}
