using System.Collections;
using System.Collections.ObjectModel;
using System.Text.Json.Serialization;
using Troupe.Messages.Payloads;

namespace Troupe.Messages.Tests.Payloads;

/// <summary>A collection travels as its elements: one that has more than those is refused.</summary>
public class CollectionMemberSpecs
{
    [Fact]
    public void A_member_added_to_a_collection_of_the_framework_is_refused_by_name()
    {
        Refusal<NamedList>().MemberPath.ShouldBe("NamedList.Name");
        Refusal<NamedList>().Reason.ShouldContain("Make the collection a member of an object");
        Refusal<NamedMap>().MemberPath.ShouldBe("NamedMap.Name");
        Refusal<Deeper>().MemberPath.ShouldBe("Deeper.Name");
        Refusal<Counting>().MemberPath.ShouldBe("Counting._count");
        Refusal<List<NamedList>>().MemberPath.ShouldBe("List<NamedList>[].Name");
        Refusal<Holder>().MemberPath.ShouldBe("Holder.Names.Name");
    }

    [Fact]
    public void A_public_member_of_a_collection_of_your_own_is_refused_by_name()
    {
        Refusal<OwnWithProperty>().MemberPath.ShouldBe("OwnWithProperty.Name");
        Refusal<OwnWithField>().MemberPath.ShouldBe("OwnWithField.Name");
    }

    [Fact]
    public void A_stack_of_your_own_is_refused_for_it_would_arrive_upside_down() =>
        Refusal<OwnStack>().Reason.ShouldContain("upside down");

    [Fact]
    public void A_collection_of_your_own_that_nothing_can_be_added_to_is_refused_at_the_call()
    {
        Refusal<Unfilled>().MemberPath.ShouldBe("Unfilled");
        Refusal<OwnBag>().MemberPath.ShouldBe("OwnBag");
    }

    [Fact]
    public void Collections_of_your_own_that_are_only_their_elements_arrive()
    {
        CodecSpecs.RoundTrip(new PlainList { 1, 2 }).ShouldBe([1, 2]);
        CodecSpecs.RoundTrip(new Keyed { "a", "bb" })[2].ShouldBe("bb");
        CodecSpecs.RoundTrip(new Wrapper { 3, 4 }).ShouldBe([3, 4]);
        CodecSpecs.RoundTrip(new Excused { 5 }).ShouldBe([5]);
    }

    private static PayloadNotEncodableException Refusal<T>() => Should.Throw<PayloadNotEncodableException>(() => PayloadCodec<T>.Instance);

    public class NamedList : List<int>
    {
        public string? Name { get; set; }
    }

    public sealed class Deeper : NamedList;

    public sealed class NamedMap : Dictionary<string, int>
    {
        public string? Name;
    }

    public sealed class Counting : Collection<int>
    {
        private int _count;

        protected override void InsertItem(int index, int item)
        {
            _count++;
            base.InsertItem(index, item);
        }

        public int Inserted() => _count;
    }

    public sealed record Holder(NamedList Names);

    public sealed class OwnStack : Stack<int>;

    public sealed class OwnBag : System.Collections.Concurrent.ConcurrentBag<int>;

    public sealed class Unfilled : IEnumerable<int>
    {
        private readonly List<int> _items = [];

        public IEnumerator<int> GetEnumerator() => _items.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    public sealed class PlainList : List<int>
    {
        public int Last => this[^1];
    }

    public sealed class Keyed : KeyedCollection<int, string>
    {
        protected override int GetKeyForItem(string item) => item.Length;
    }

    public sealed class Excused : List<int>
    {
        [NonSerialized]
        private int _cache;

        [JsonIgnore]
        public string? Name { get; set; }

        public int Cached() => _cache++;
    }

    public class Wrapper : IList<int>
    {
        private readonly List<int> _items = [];

        public int Count => _items.Count;

        public bool IsReadOnly => false;

        public int this[int index]
        {
            get => _items[index];
            set => _items[index] = value;
        }

        public void Add(int item) => _items.Add(item);

        public void Clear() => _items.Clear();

        public bool Contains(int item) => _items.Contains(item);

        public void CopyTo(int[] array, int arrayIndex) => _items.CopyTo(array, arrayIndex);

        public IEnumerator<int> GetEnumerator() => _items.GetEnumerator();

        public int IndexOf(int item) => _items.IndexOf(item);

        public void Insert(int index, int item) => _items.Insert(index, item);

        public bool Remove(int item) => _items.Remove(item);

        public void RemoveAt(int index) => _items.RemoveAt(index);

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    public sealed class OwnWithProperty : Wrapper
    {
        public string? Name { get; set; }
    }

    public sealed class OwnWithField : Wrapper
    {
        public string? Name;
    }
}
