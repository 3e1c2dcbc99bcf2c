using Troupe.Links.Directories;
using Troupe.Links.Flight;
using Troupe.Sessions;

namespace Troupe.Tests.Sessions;

/// <summary>Whose output it is that comes from a worker.</summary>
public sealed class LastJobViewSpecs
{
    [Fact]
    public void Output_is_that_of_the_job_that_ran_last_also_when_the_workers_page_is_no_more()
    {
        using var directory = PoolDirectory.Create();
        var record = FlightRecord.Create(directory.PathOf("flight"));
        var view = new LastJobView(record);
        view.Current.ShouldBe(0UL, "none has begun");
        (record.LastJob, record.RunningJob) = (7, 7);
        view.Current.ShouldBe(7UL);
        record.RunningJob = 0;
        view.Current.ShouldBe(7UL, "no other has begun since");
        view.Close();
        record.Dispose();
        view.Current.ShouldBe(7UL, "last words are the last job's");
    }
}
