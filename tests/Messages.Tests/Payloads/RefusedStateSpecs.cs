using System.Diagnostics.CodeAnalysis;
using Troupe.Messages.Payloads;

namespace Troupe.Messages.Tests.Payloads;

/// <summary>Private state that cannot travel is refused at the call, with what to do.</summary>
[SuppressMessage("Performance", "CA1822", Justification = "Members of data.")]
public class RefusedStateSpecs
{
    [Fact]
    public void What_only_a_constructor_takes_is_refused_as_before() =>
        Refusal<Taking>().Reason.ShouldContain("takes 'text'");

    [Fact]
    public void A_private_field_that_cannot_travel_is_refused_with_its_name_and_what_to_do()
    {
        Refusal<Locked>().MemberPath.ShouldBe("Locked._gate");
        Refusal<Locked>().Reason.ShouldContain("[NonSerialized]");
        Refusal<List<Locked>>().MemberPath.ShouldBe("List<Locked>[]._gate");
        Refusal<Around>().MemberPath.ShouldBe("Around._inner.Stream");
        Refusal<Around>().Reason.ShouldContain("[NonSerialized]");
        Refusal<Logging>().MemberPath.ShouldBe("Logging.Sink");
        Refusal<Logging>().Reason.ShouldContain("[JsonIgnore]");
        Refusal<Using>().MemberPath.ShouldBe("Using.sink");
        Refusal<Using>().Reason.ShouldContain("keep it in a field");
        Refusal<Below>().MemberPath.ShouldBe("Below._gate");
        Refusal<Pointing>().Message.ShouldContain("_address");
    }

    [Fact]
    public void An_event_is_refused_unless_its_handlers_are_left_behind()
    {
        Refusal<Loud>().MemberPath.ShouldBe("Loud.Changed");
        Refusal<Loud>().Reason.ShouldContain("[field: NonSerialized]");
        CodecSpecs.RoundTrip(new Quiet { Number = 4 }).Number.ShouldBe(4);
    }

    private static PayloadNotEncodableException Refusal<T>() => Should.Throw<PayloadNotEncodableException>(() => PayloadCodec<T>.Instance);

    public sealed class Using(TextWriter? sink)
    {
        public Using()
            : this(null)
        {
        }

        public int Number { get; set; }

        public void Tell() => sink?.WriteLine(Number);
    }

    public sealed class Taking(string text)
    {
        public int Length() => text.Length;
    }

    public class Locked
    {
        private readonly Lock _gate = new();

        public int Number { get; set; }

        public void Enter() => _gate.Enter();
    }

    public sealed class Below : Locked
    {
        public int More { get; set; }
    }

    public sealed class WithStream
    {
        public Stream? Stream { get; set; }
    }

    public sealed class Around
    {
        private WithStream? _inner;

        public void Put(WithStream inner) => _inner = inner;

        public bool Has() => _inner is not null;
    }

    public sealed class Logging
    {
        private TextWriter? Sink { get; set; }

        public void To(TextWriter sink) => Sink = sink;
    }

    public sealed unsafe class Pointing
    {
        private byte* _address;

        public string? Name { get; set; }

        public bool IsNull() => _address is null;

        public void Clear() => _address = null;
    }

    public sealed class Loud
    {
        public event EventHandler? Changed;

        public int Number { get; set; }

        public void Raise() => Changed?.Invoke(this, EventArgs.Empty);
    }

    public sealed class Quiet
    {
        [field: NonSerialized]
        public event EventHandler? Changed;

        public int Number { get; set; }

        public void Raise() => Changed?.Invoke(this, EventArgs.Empty);
    }
}
