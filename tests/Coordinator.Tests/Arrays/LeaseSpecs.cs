using Troupe.SharedState.Arrays;

namespace Troupe.Tests.Arrays;

/// <summary>A process that was given an array gives it back with its last view, and maps it anew when it is given it again.</summary>
public sealed class LeaseSpecs
{
    // Where one call lets it go while another is given it, this is all that tells the second that it must not use the first one's.
    [Fact]
    public void A_lease_that_was_given_back_takes_no_view_and_the_array_is_mapped_anew()
    {
        using var array = new Lent();
        var first = array.Attach();
        first.RemoveView();
        first.IsReleased.ShouldBeTrue();
        first.TryAddView().ShouldBeFalse();

        var second = array.Attach();
        second.ShouldNotBeSameAs(first);
        second.HasEnded.ShouldBeFalse();
        second.RemoveView();
    }

    /// <summary>An array whose owner is as good as in another process: the table of this one does not know it.</summary>
    private sealed class Lent : IDisposable
    {
        private static readonly ElementType s_type = ElementType.Of<int>();

        private readonly Segment _owned = Segment.Create(s_type, 10, 10);

        public Segment Attach() => Segments.Attach(_owned.Id, _owned.Location, s_type).ShouldNotBeNull();

        public void Dispose() => _owned.End();
    }
}
