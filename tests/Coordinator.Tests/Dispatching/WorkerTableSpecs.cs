using Troupe.Dispatching;
using Troupe.Sessions;

namespace Troupe.Tests.Dispatching;

public sealed class WorkerTableSpecs
{
    [Fact]
    public void What_it_knows_of_the_places_is_so_after_any_changes()
    {
        var random = new Random(11);
        var table = new WorkerTable();
        for (var step = 0; step < 20_000; step++)
        {
            if (table.Count == 0 || (table.Count < 100 && random.Next(20) == 0))
                table.Add(new WorkerSlot(table.UnusedNumber, 0));
            var slot = table.ElementAt(random.Next(table.Count));
            if (random.Next(40) == 0)
                table.Remove(slot);
            Change(slot, random);
            ShouldBeRight(table);
        }
    }

    [Fact]
    public void An_incarnation_that_has_a_successor_is_not_found()
    {
        var table = new WorkerTable();
        var slot = new WorkerSlot(0, 4);
        table.Add(slot);
        table.Find(new WorkerId(0, 4)).ShouldBe(slot);
        table.Find(new WorkerId(0, 3)).ShouldBeNull();
        table.Find(new WorkerId(7, 1)).ShouldBeNull();
        table.Remove(slot);
        table.Find(new WorkerId(0, 4)).ShouldBeNull();
        table.UnusedNumber.ShouldBe(0);
    }

    private static void Change(WorkerSlot slot, Random random)
    {
        switch (random.Next(9))
        {
            case 0: slot.OnReady(1); break;
            case 1: slot.OnEnding(); break;
            case 2: slot.Recycle("MaxTasksPerWorker"); break;
            case 3: slot.GiveUp(); break;
            case 4: slot.Keep(); break;
            case 5: Park(slot); break;
            case 6: slot.Release(0, 0, 0, lasts: true); break;
            case 7 when slot.Assigned > 0: Finish(slot); break;
            case 8 when random.Next(4) == 0: slot.OnEnded(); break;
            default: Give(slot, random.Next(3) * DispatchWindow.PiggybackLimit / 2); break;
        }
    }

    private static void Give(WorkerSlot slot, long booked)
    {
        var job = DispatcherStage.NewCall();
        job.BookedTicks = booked;
        slot.Assign(job);
    }

    private static void Finish(WorkerSlot slot)
    {
        var job = slot.Jobs[slot.Jobs.First];
        slot.Jobs.Remove(slot.Jobs.First);
        slot.Release(1, 1, job.BookedTicks, lasts: false);
    }

    private static void Park(WorkerSlot slot)
    {
        if ((slot.Nested ??= []).Count == 0)
            slot.Nested.Add(1, null!);
        else
            slot.Nested.Clear();
        slot.OnNestedChanged();
    }

    private static void ShouldBeRight(WorkerTable table)
    {
        Members(table.Free).ShouldBe(table.Where(slot => slot.IsFree).Select(slot => slot.Number).Order());
        Members(table.Little).ShouldBe(table.Where(slot => slot.HasLittle).Select(slot => slot.Number).Order());
        Members(table.Roomy).ShouldBe(table.Where(slot => slot.HasRoom).Select(slot => slot.Number).Order());
        (table.Busy, table.BusyUnparked, table.Parked, table.Surplus).ShouldBe((
            table.Count(slot => slot.Assigned > 0),
            table.Count(slot => slot.Assigned > 0 && !slot.Parked),
            table.Count(slot => slot.Parked),
            table.Count(slot => slot.Surplus)));
    }

    private static IEnumerable<int> Members(NumberSet set)
    {
        for (var number = set.AtOrAfter(0); number >= 0; number = set.AtOrAfter(number + 1))
            yield return number;
    }
}
